""" Contains all the data models used in inputs/outputs """

from .account_form import AccountForm
from .answer_form import AnswerForm
from .answer_form_outcome import AnswerFormOutcome
from .api_drafts_page_state_type_0_item import ApiDraftsPageStateType0Item
from .api_messages_messages_state_type_1 import ApiMessagesMessagesStateType1
from .api_messages_messages_state_type_2_type_1 import ApiMessagesMessagesStateType2Type1
from .api_messages_messages_state_type_3_type_1 import ApiMessagesMessagesStateType3Type1
from .approval_form import ApprovalForm
from .approval_shown import ApprovalShown
from .ask_form import AskForm
from .assignment_form import AssignmentForm
from .card_form import CardForm
from .card_shown import CardShown
from .certificate_shown import CertificateShown
from .change_form import ChangeForm
from .clearance_form import ClearanceForm
from .copy_form import CopyForm
from .copy_shown import CopyShown
from .correction_form import CorrectionForm
from .counterpart_shown import CounterpartShown
from .decision_form import DecisionForm
from .destruction_form import DestructionForm
from .destruction_form_why import DestructionFormWhy
from .device import Device
from .disclosure_form import DisclosureForm
from .document_form import DocumentForm
from .dossier_form import DossierForm
from .dossier_shown import DossierShown
from .draft_form import DraftForm
from .draft_shown import DraftShown
from .factor_form import FactorForm
from .factor_form_answer import FactorFormAnswer
from .hold_form import HoldForm
from .holder_shown import HolderShown
from .issuer_return_form import IssuerReturnForm
from .item import Item
from .join_form import JoinForm
from .join_form_answer import JoinFormAnswer
from .log_keys import LogKeys
from .login_form import LoginForm
from .machine import Machine
from .machine_form import MachineForm
from .manifest_shown import ManifestShown
from .me import Me
from .message_shown import MessageShown
from .missing_form import MissingForm
from .move_form import MoveForm
from .order_answer_form import OrderAnswerForm
from .order_answer_form_outcome import OrderAnswerFormOutcome
from .order_shown import OrderShown
from .pact_shown import PactShown
from .page_draft_shown import PageDraftShown
from .page_item import PageItem
from .page_message_shown import PageMessageShown
from .page_order_shown import PageOrderShown
from .page_request_shown import PageRequestShown
from .page_sent_shown import PageSentShown
from .page_somebody import PageSomebody
from .password_form import PasswordForm
from .preview_shown import PreviewShown
from .problem import Problem
from .proof_shown import ProofShown
from .proposal_form import ProposalForm
from .question import Question
from .question_question import QuestionQuestion
from .reason_form import ReasonForm
from .recall_form import RecallForm
from .recall_form_duty import RecallFormDuty
from .record_form import RecordForm
from .redirection import Redirection
from .relay_form import RelayForm
from .request_shown import RequestShown
from .retention_form import RetentionForm
from .return_form import ReturnForm
from .role import Role
from .row_form import RowForm
from .row_form_decisions import RowFormDecisions
from .rule_form import RuleForm
from .rule_form_answer import RuleFormAnswer
from .rule_shown import RuleShown
from .sent_shown import SentShown
from .somebody import Somebody
from .source_form import SourceForm
from .termination_form import TerminationForm
from .token import Token
from .token_question_type_0 import TokenQuestionType0
from .why_form import WhyForm
from .withdrawal_form import WithdrawalForm
from .withheld_form import WithheldForm

__all__ = (
    "AccountForm",
    "AnswerForm",
    "AnswerFormOutcome",
    "ApiDraftsPageStateType0Item",
    "ApiMessagesMessagesStateType1",
    "ApiMessagesMessagesStateType2Type1",
    "ApiMessagesMessagesStateType3Type1",
    "ApprovalForm",
    "ApprovalShown",
    "AskForm",
    "AssignmentForm",
    "CardForm",
    "CardShown",
    "CertificateShown",
    "ChangeForm",
    "ClearanceForm",
    "CopyForm",
    "CopyShown",
    "CorrectionForm",
    "CounterpartShown",
    "DecisionForm",
    "DestructionForm",
    "DestructionFormWhy",
    "Device",
    "DisclosureForm",
    "DocumentForm",
    "DossierForm",
    "DossierShown",
    "DraftForm",
    "DraftShown",
    "FactorForm",
    "FactorFormAnswer",
    "HolderShown",
    "HoldForm",
    "IssuerReturnForm",
    "Item",
    "JoinForm",
    "JoinFormAnswer",
    "LoginForm",
    "LogKeys",
    "Machine",
    "MachineForm",
    "ManifestShown",
    "Me",
    "MessageShown",
    "MissingForm",
    "MoveForm",
    "OrderAnswerForm",
    "OrderAnswerFormOutcome",
    "OrderShown",
    "PactShown",
    "PageDraftShown",
    "PageItem",
    "PageMessageShown",
    "PageOrderShown",
    "PageRequestShown",
    "PageSentShown",
    "PageSomebody",
    "PasswordForm",
    "PreviewShown",
    "Problem",
    "ProofShown",
    "ProposalForm",
    "Question",
    "QuestionQuestion",
    "ReasonForm",
    "RecallForm",
    "RecallFormDuty",
    "RecordForm",
    "Redirection",
    "RelayForm",
    "RequestShown",
    "RetentionForm",
    "ReturnForm",
    "Role",
    "RowForm",
    "RowFormDecisions",
    "RuleForm",
    "RuleFormAnswer",
    "RuleShown",
    "SentShown",
    "Somebody",
    "SourceForm",
    "TerminationForm",
    "Token",
    "TokenQuestionType0",
    "WhyForm",
    "WithdrawalForm",
    "WithheldForm",
)
