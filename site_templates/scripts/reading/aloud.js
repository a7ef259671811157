// Reads passages aloud with the browser's own speech; nothing is sent anywhere by this page.

/** @typedef {import('./passages.js').Passage} Passage */

export class Aloud {
  /**
   * @param {SpeechSynthesis} speech
   * @param {(text: string) => SpeechSynthesisUtterance} say
   * @param {(state: 'silent'|'reading'|'paused', element?: Element) => void} changed told at each step
   */
  constructor(speech, say, changed) {
    this.speech = speech;
    this.say = say;
    this.changed = changed;
    /** @type {Passage[]} */
    this.rest = [];
    this.run = 0;
  }

  /** @param {Passage[]} passages */
  start(passages) {
    this.stop();
    this.rest = [...passages];
    this.next(this.run);
  }

  /** @param {number} run the reading this step belongs to: a later one makes it void */
  next(run) {
    if (run !== this.run) return;
    const passage = this.rest[0];
    if (!passage) return this.stop();
    const words = this.say(passage.text);
    words.lang = 'zh-CN';
    words.rate = 0.9;
    words.onend = words.onerror = () => this.done(run);
    this.changed('reading', passage.element);
    this.speech.speak(words);
  }

  /** @param {number} run */
  done(run) {
    if (run !== this.run) return;
    this.rest.shift();
    this.next(run);
  }

  /** The passage at hand begins anew afterwards: not every browser can stop in the middle of one and go on. */
  pause() {
    this.run += 1;
    this.speech.cancel();
    this.changed('paused');
  }

  resume() {
    this.next(this.run);
  }

  stop() {
    this.rest = [];
    this.run += 1;
    this.speech.cancel();
    this.changed('silent');
  }
}
