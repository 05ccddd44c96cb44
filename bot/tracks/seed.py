"""The tracks that stand in a new database: the IGF's, as of 2025."""

from bot.conversation.phrases import Phrase, t
from bot.tracks.model import Modality, Track

_BPF: tuple[tuple[str, str, Phrase], ...] = (
    (
        "bpf-cybersecurity",
        "Cybersecurity",
        t("Good practice in securing access and core resources."),
    ),
    ("bpf-gender", "Gender and Access", t("What helps women and girls to get and stay online.")),
    ("bpf-data", "IoT, Big Data, AI", t("Good practice where things, data and AI meet.")),
    (
        "bpf-local-content",
        "Local Content",
        t("How content in local languages comes about and lasts."),
    ),
    ("bpf-ixp", "Internet Exchange Points", t("How exchange points are founded and kept running.")),
    ("bpf-ipv6", "IPv6", t("How networks moved to IPv6, and what made them.")),
    (
        "bpf-new-technologies",
        "Data and New Technologies",
        t("The use of data and new technologies in an internet context."),
    ),
)
_PN: tuple[tuple[str, str, str, Phrase], ...] = (
    ("pne", "Environment", "pn-environment", t("Internet, digitalisation and the environment.")),
    (
        "pnma",
        "Meaningful Access",
        "pn-meaningful-access",
        t("Why and how access becomes meaningful."),
    ),
    (
        "pnif",
        "Internet Fragmentation",
        "pn-fragmentation",
        t("What fragments the internet, and what would not."),
    ),
    (
        "pnai",
        "Artificial Intelligence",
        "pn-ai",
        t("Artificial intelligence as far as it touches the internet's governance."),
    ),
)
_DC: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("dcad", "Accessibility and Disability", ()),
    ("dc-bas", "Blockchain Assurance and Standardization", ()),
    ("dc-blockchain", "Blockchain Technologies", ()),
    ("dc-children", "Children's Rights in the Digital Environment", ("dccos",)),
    ("dc3", "Community Connectivity", ()),
    ("dc-civ", "Core Internet Values", ()),
    ("dc-daig", "Data and Artificial Intelligence Governance", ()),
    ("dc-dt", "Data and Trust", ()),
    ("dc-ddht", "Data Driven Health Technologies", ()),
    ("dc-dfi", "Digital Financial Inclusion", ()),
    ("dc-dh", "Digital Health", ()),
    ("dc-de", "Digital Economy", ()),
    ("dc-dnsi", "DNS Issues", ()),
    ("dce", "Environment", ()),
    ("dc-g4p", "Gaming for Purpose", ()),
    ("dc-gender", "Gender and Internet Governance", ()),
    ("dc-cu", "Innovative Approaches to Connecting the Unconnected", ()),
    ("dc-iot", "Internet of Things", ()),
    ("dc-interplanetary", "Interplanetary Internet", ()),
    ("irpc", "Internet Rights and Principles", ()),
    ("is3c", "Internet Standards, Security and Safety", ("dc-isss",)),
    ("dcnn", "Network Neutrality", ()),
    ("dcpr", "Platform Responsibility", ()),
    ("dc-pal", "Public Access in Libraries", ()),
    ("dc-sig", "Schools on Internet Governance", ()),
    ("dc-sids", "Small Island Developing States", ()),
    ("dc-sustainability", "Journalism and News Media", ()),
    ("ycig", "Youth Coalition", ()),
)


def seeds() -> list[Track]:
    """The tracks of the seed, in the order of the catalogue."""
    return [
        *(Track(code, Modality.BPF, name, about.words) for code, name, about in _BPF),
        *(Track(code, Modality.DC, name, aliases=former) for code, name, former in _DC),
        *(
            Track(code, Modality.PN, name, about.words, aliases=(alias,))
            for code, name, alias, about in _PN
        ),
    ]
