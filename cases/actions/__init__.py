"""What people do to cases. Every action is atomic, journaled, and sends its messages in its own transaction."""

from .cases import answer, consent, resume_or_start, start_case
from .invitations import accept_invitation, invite, resend_invitation, revoke_invitation
from .liaison import add_act, adjust_step, annotate, finish_step, message, note
from .pieces import end_shares, open_paper, provide_piece, refresh_pieces, withdraw_piece
from .procedures import change_rules, restore_rules

__all__ = [
    "accept_invitation",
    "add_act",
    "adjust_step",
    "annotate",
    "answer",
    "change_rules",
    "consent",
    "end_shares",
    "finish_step",
    "invite",
    "message",
    "note",
    "open_paper",
    "provide_piece",
    "refresh_pieces",
    "resend_invitation",
    "restore_rules",
    "resume_or_start",
    "revoke_invitation",
    "start_case",
    "withdraw_piece",
]
