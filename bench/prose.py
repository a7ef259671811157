"""Gives invented words and sentences as a bureau's documents have them: Zipf-like, with neighbours that recur.

Nothing is taken from any law: the hanzi are those of GB 2312's first level in a shuffled order, words are drawn from
them, and every word has a few words that like to follow it. Only additions, divisions and `Random.random`, whose row
of numbers Python keeps the same in every version and on every machine.
"""

from __future__ import annotations

from bisect import bisect
from functools import cache
from itertools import accumulate
from random import Random

_COMMON = ("的 应当 或者 规定 和 税务机关 纳税人 依照 申请 主管 部门 定额 应 依法 个人 单位 办理 机关 以及 按照 征收 管理 核定 公示 个体工商户 之日起 "
           "不得 可以 所得 工作日 其他 由 向 在 对 于 经营 税款 缴纳 情况 有关 执行 期限 处理 下列 本办法 人民政府 并 凭证 期间 决定 书面 登记 发票 "
           "申报 调整 通知 服务 监督 公开 信息 材料 经 自 与 为").split()
_WORDS, _FOLLOWERS, _FOLLOWED, _STOCK = 24_000, 6, 0.62, 500


def _ranks(count: int, shift: float) -> list[float]:
    """Cumulated shares of ranks that fall a little faster than one over the rank."""
    return list(accumulate(1 / ((rank + shift) * (1 + rank / 4000)) for rank in range(count)))


def hanzi(seed: int) -> list[str]:
    """The 3,755 hanzi of GB 2312's first level, shuffled."""
    signs = [bytes((high, low)).decode("gb2312") for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF)
             if (high, low) < (0xD7, 0xFA)]
    Random(f"{seed}/hanzi").shuffle(signs)
    return signs


class Prose:
    """The words of one seed. `words` come the most frequent first."""

    def __init__(self, seed: int) -> None:
        self.words = _words(seed)
        self._shares = _ranks(len(self.words), 2.7)
        self._top = self._shares[-1]
        chance = Random(f"{seed}/followers")
        self._next = [[self._any(chance.random()) for _ in range(_FOLLOWERS)] for _ in self.words]
        topic = self.topic(chance)
        self._stock = [self._new_clause(chance, topic) for _ in range(_STOCK)]

    def word(self, chance: Random, most: int | None = None) -> str:
        """A word by its frequency, or any of the first `most` alike."""
        return self.words[self._any(chance.random()) if most is None else int(chance.random() * most)]

    def topic(self, chance: Random) -> list[int]:
        """The words a document speaks of, by their rank."""
        return [int(chance.random() ** 3 * len(self.words)) for _ in range(60)]

    def clause(self, chance: Random, topic: list[int]) -> str:
        """Words without a sign between them: now and then those that many documents have alike."""
        way = chance.random()
        return self._stock[int((way * 10) ** 3 * _STOCK)] if way < 0.1 else self._new_clause(chance, topic)

    def _new_clause(self, chance: Random, topic: list[int]) -> str:
        """Most words follow the word before as they often do, or are those of the topic."""
        random, following, known = chance.random, self._next, self.words
        word, said = self._any(random()), []
        for _ in range(2 + int(random() * random() * 14)):
            said.append(known[word])
            way = random()
            if way < _FOLLOWED:
                word = following[word][int(_FOLLOWERS * (way / _FOLLOWED) ** 3)]
            elif way < 0.88:
                word = topic[int(random() ** 3 * len(topic))]
            else:
                word = self._any(random())
        return "".join(said)

    def sentence(self, chance: Random, topic: list[int]) -> str:
        clauses = [self.clause(chance, topic) for _ in range(1 + int(chance.random() * 4))]
        marks = ("，", "，", "、", "；")
        return "".join(clause + marks[int(chance.random() * 4)] for clause in clauses[:-1]) + clauses[-1] + "。"

    def _any(self, drawn: float) -> int:
        return bisect(self._shares, drawn * self._top)


@cache
def _words(seed: int) -> list[str]:
    signs, chance = hanzi(seed), Random(f"{seed}/words")
    shares = _ranks(len(signs), 25.0)
    found = dict.fromkeys(_COMMON)
    while len(found) < _WORDS:
        length = (1, 2, 2, 2, 2, 2, 2, 3, 3, 4)[int(chance.random() * 10)]
        found["".join(signs[bisect(shares, chance.random() * shares[-1])] for _ in range(length))] = None
    return list(found)
