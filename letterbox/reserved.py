"""Names that are the town hall's own: a name somebody gave to herself puts none of them in an address.

All of them are compared folded (``addresses.folded``): lower case, no accent, words joined by hyphens.
"""

# As a word of a name: offices, and boxes that the mail's own rules (RFC 2142) or habit give to those who run a domain.
WORDS = {"maire", "mairie", "adjoint", "adjointe", "elu", "elue", "conseil", "conseiller", "conseillere", "agent"}
WORDS |= {"depute", "deputee", "senateur", "senatrice", "prefet", "prefete", "ministre", "ministere", "republique"}
WORDS |= {"gouvernement", "etat", "police", "gendarmerie", "impots", "caf", "cpam", "urssaf", "service", "services"}
WORDS |= {"accueil", "contact", "info", "infos", "direction", "secretariat", "cabinet", "officiel", "courrier"}
WORDS |= {"admin", "administration", "administrateur", "postmaster", "hostmaster", "webmaster", "abuse", "root"}
WORDS |= {"support", "security", "noreply", "ville", "commune"}
# Wherever they stand in a name, written in one word or in several.
PARTS = ("mairie", "etatcivil", "prefecture", "commissariat", "gendarmerie", "tribunal", "tresorpublic", "municipal")
PARTS += ("republique", "ministere", "postmaster", "webmaster", "nepasrepondre", "noreply")
LONG = 8  # letters from which a name in several words is looked for inside another


def is_ours(names, own):
    """Whether first and last name, folded, read as the town hall, or as one of ``own``: services, roles, agents."""
    words = _words(names)
    whole = "".join(words)
    return (
        not WORDS.isdisjoint(words)
        or any(part in whole for part in PARTS)
        or any(_reads_as(words, whole, _words([name])) for name in own)
    )


def _reads_as(words, whole, own):
    if not own:
        return False
    joined = "".join(own)
    is_inside = len(own) > 1 and len(joined) >= LONG and joined in whole
    return is_inside or joined in (whole, *words) or sorted(own) == sorted(words)


def _words(names):
    return [word for name in names for word in name.split("-") if word]
