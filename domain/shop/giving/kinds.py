"""Kinds of gifts: no correction makes goods of money, or money of goods."""

from domain.ledger.refusal import Refusal


class GoodsWereGiven(Refusal, code="goods_were_given", field="money_fen"):
    """Goods do not become money by a correction."""

    zh = (
        "这笔捐赠收的是物资，没有善款，不能改成金额。"
        "如果收的其实是钱，请把物资更正为没有，再另收一笔。"
    )
    en = (
        "Goods were given here and no money. If it was money, correct the goods to none and "
        "receive the money as a donation of its own."
    )


class MoneyWasGiven(Refusal, code="money_was_given", field="goods"):
    """Money does not become goods by a correction."""

    zh = (
        "这笔捐赠收的是善款，没有物资，不能改成物资。"
        "如果收的其实是物资，请把金额更正为 0，再另收一笔。"
    )
    en = (
        "Money was given here and no goods. If it was goods, correct the money to 0 and receive "
        "the goods as a donation of their own."
    )
