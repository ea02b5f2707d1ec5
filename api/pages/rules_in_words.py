"""Rules in words: what a version of the terms says, a sentence for each, in both languages."""

from typing import Final

from api.pages.language import Language, say_hours, translator
from domain.rules.rules import Relation, Terms

RELATIONS: Final[dict[Relation, str]] = {
    "spouse": "配偶",
    "parent": "父母",
    "child": "子女",
    "grandparent": "祖父母、外祖父母",
    "grandchild": "孙子女、外孙子女",
    "sibling": "兄弟姐妹",
}
RELATIONS_ENGLISH: Final[dict[Relation, str]] = {
    "spouse": "husband or wife",
    "parent": "parents",
    "child": "children",
    "grandparent": "grandparents",
    "grandchild": "grandchildren",
    "sibling": "brothers and sisters",
}


def rules_in_words(terms: Terms, language: Language) -> list[str]:
    """What the terms say, a sentence each."""
    _ = translator(language)

    def hours(minutes: int) -> str:
        return say_hours(minutes, language)

    said = [
        _(
            "每服务 1 小时得 {points} 爱心积分，可到爱心超市兑换物品。",
            points=terms.points_per_hour,
        ),
        _(
            "每服务 1 小时存入时间存款 {credit}，日后可以换取服务。",
            credit=hours(terms.credit_minutes_per_hour),
        ),
        _(
            "每人每天最多 {most} 计积分和时间存款；超出的部分只计服务时长。",
            most=hours(terms.credited_minutes_per_day_max),
        ),
        _(
            "一次服务须满 {least}，最长 {most}。",
            least=hours(terms.service_minutes_min),
            most=hours(terms.service_minutes_max),
        ),
    ]
    if terms.service_minutes_before_redeeming:
        needed = hours(terms.service_minutes_before_redeeming)
        said.append(_("累计服务满 {needed} 以后才可以兑换。", needed=needed))
    if terms.presence_minutes_after_end_max:
        most = hours(terms.presence_minutes_after_end_max)
        said.append(_("活动结束以后签退的，最多多计 {most}。", most=most))
    said += _classes(terms, language)
    said.append(_giving(terms, language))
    if terms.star_hours:
        between = "、" if language == "zh" else ", "
        stars = between.join(map(str, terms.star_hours))
        said.append(_("星级志愿者：累计服务 {stars} 小时，每到一档加一星。", stars=stars))
    pieces = terms.count_difference_pieces_max
    said.append(_("盘点与账面相差超过 {most} 件，或者由收银员数的，须另一个人批准。", most=pieces))
    return [*said, _("任何人都不能确认自己的服务时长，收银员不能给自己兑换。")]


def _classes(terms: Terms, language: Language) -> list[str]:
    _ = translator(language)
    sentences = {
        "attested": _("签到签退的服务只计服务时长，不计积分。"),
        "imported": _("以前的纸质记录只计服务时长，不计积分。"),
        "backfilled": _("补录的服务只计服务时长，经核查属实后才计积分。"),
    }
    return [said for kind, said in sentences.items() if kind not in terms.earning_classes]


def _giving(terms: Terms, language: Language) -> str:
    _ = translator(language)
    if not terms.transfer_relations:
        return _("时间存款只能捐给公益池；积分和服务时长不能转让。")
    words = RELATIONS if language == "zh" else RELATIONS_ENGLISH
    named = [words[it] for it in terms.transfer_relations]
    between = "、" if language == "zh" else ", "
    return _(
        "时间存款可以转给{relatives}，或捐给公益池；积分和服务时长不能转让。",
        relatives=between.join(named),
    )
