""" Contains all the data models used in inputs/outputs """

from .account_form import AccountForm
from .action_form import ActionForm
from .announced_shown import AnnouncedShown
from .announcement_form import AnnouncementForm
from .answer_form import AnswerForm
from .answer_form_outcome import AnswerFormOutcome
from .api_drafts_page_state_type_0_item import ApiDraftsPageStateType0Item
from .api_messages_messages_state_type_1 import ApiMessagesMessagesStateType1
from .api_messages_messages_state_type_2_type_1 import ApiMessagesMessagesStateType2Type1
from .api_messages_messages_state_type_3_type_1 import ApiMessagesMessagesStateType3Type1
from .approval_form import ApprovalForm
from .approval_shown import ApprovalShown
from .ask_form import AskForm
from .assessment_form import AssessmentForm
from .assessment_shown import AssessmentShown
from .assignment_form import AssignmentForm
from .assurance_form import AssuranceForm
from .assurance_shown import AssuranceShown
from .breach_form import BreachForm
from .broken_shown import BrokenShown
from .card_form import CardForm
from .card_shown import CardShown
from .certificate_shown import CertificateShown
from .change_form import ChangeForm
from .check_shown import CheckShown
from .clearance_form import ClearanceForm
from .confirmation_form import ConfirmationForm
from .consent_form import ConsentForm
from .consent_shown import ConsentShown
from .copy_form import CopyForm
from .copy_shown import CopyShown
from .correction_form import CorrectionForm
from .count_shown import CountShown
from .count_shown_values import CountShownValues
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
from .drawn_shown import DrawnShown
from .emergency_form import EmergencyForm
from .factor_form import FactorForm
from .factor_form_answer import FactorFormAnswer
from .found_form import FoundForm
from .grant_form import GrantForm
from .granted_shown import GrantedShown
from .hold_form import HoldForm
from .holder_shown import HolderShown
from .identity_form import IdentityForm
from .incident_shown import IncidentShown
from .issuer_return_form import IssuerReturnForm
from .item import Item
from .join_form import JoinForm
from .join_form_answer import JoinFormAnswer
from .line_shown import LineShown
from .line_shown_about import LineShownAbout
from .log_keys import LogKeys
from .login_form import LoginForm
from .machine import Machine
from .machine_form import MachineForm
from .manifest_shown import ManifestShown
from .me import Me
from .message_shown import MessageShown
from .missing_form import MissingForm
from .move_form import MoveForm
from .obeyed_shown import ObeyedShown
from .obeying_form import ObeyingForm
from .order_answer_form import OrderAnswerForm
from .order_shown import OrderShown
from .pact_shown import PactShown
from .page_approval_shown import PageApprovalShown
from .page_assessment_shown import PageAssessmentShown
from .page_assurance_shown import PageAssuranceShown
from .page_certificate_shown import PageCertificateShown
from .page_consent_shown import PageConsentShown
from .page_copy_shown import PageCopyShown
from .page_counterpart_shown import PageCounterpartShown
from .page_device import PageDevice
from .page_dossier_shown import PageDossierShown
from .page_draft_shown import PageDraftShown
from .page_holder_shown import PageHolderShown
from .page_incident_shown import PageIncidentShown
from .page_item import PageItem
from .page_line_shown import PageLineShown
from .page_machine import PageMachine
from .page_message_shown import PageMessageShown
from .page_order_shown import PageOrderShown
from .page_pact_shown import PagePactShown
from .page_pair_shown import PagePairShown
from .page_proof_shown import PageProofShown
from .page_request_shown import PageRequestShown
from .page_row_form import PageRowForm
from .page_rule_shown import PageRuleShown
from .page_sent_shown import PageSentShown
from .page_somebody import PageSomebody
from .page_waiting_shown import PageWaitingShown
from .pagestr import Pagestr
from .pair_shown import PairShown
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
from .released_shown import ReleasedShown
from .releases_form import ReleasesForm
from .reopening_form import ReopeningForm
from .report_form import ReportForm
from .report_form_kind import ReportFormKind
from .report_shown import ReportShown
from .request_shown import RequestShown
from .retention_form import RetentionForm
from .return_form import ReturnForm
from .role import Role
from .row_form import RowForm
from .row_form_decisions import RowFormDecisions
from .rule_form import RuleForm
from .rule_form_answer import RuleFormAnswer
from .rule_shown import RuleShown
from .sample_form import SampleForm
from .sample_shown import SampleShown
from .sent_shown import SentShown
from .somebody import Somebody
from .source_form import SourceForm
from .statistics_shown import StatisticsShown
from .statistics_shown_lines import StatisticsShownLines
from .step_shown import StepShown
from .termination_form import TerminationForm
from .text_shown import TextShown
from .token import Token
from .token_question_type_0 import TokenQuestionType0
from .told_form import ToldForm
from .voucher_form import VoucherForm
from .voucher_shown import VoucherShown
from .waiting_shown import WaitingShown
from .why_form import WhyForm
from .withdrawal_form import WithdrawalForm
from .withheld_form import WithheldForm

__all__ = (
    "AccountForm",
    "ActionForm",
    "AnnouncedShown",
    "AnnouncementForm",
    "AnswerForm",
    "AnswerFormOutcome",
    "ApiDraftsPageStateType0Item",
    "ApiMessagesMessagesStateType1",
    "ApiMessagesMessagesStateType2Type1",
    "ApiMessagesMessagesStateType3Type1",
    "ApprovalForm",
    "ApprovalShown",
    "AskForm",
    "AssessmentForm",
    "AssessmentShown",
    "AssignmentForm",
    "AssuranceForm",
    "AssuranceShown",
    "BreachForm",
    "BrokenShown",
    "CardForm",
    "CardShown",
    "CertificateShown",
    "ChangeForm",
    "CheckShown",
    "ClearanceForm",
    "ConfirmationForm",
    "ConsentForm",
    "ConsentShown",
    "CopyForm",
    "CopyShown",
    "CorrectionForm",
    "CounterpartShown",
    "CountShown",
    "CountShownValues",
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
    "DrawnShown",
    "EmergencyForm",
    "FactorForm",
    "FactorFormAnswer",
    "FoundForm",
    "GrantedShown",
    "GrantForm",
    "HolderShown",
    "HoldForm",
    "IdentityForm",
    "IncidentShown",
    "IssuerReturnForm",
    "Item",
    "JoinForm",
    "JoinFormAnswer",
    "LineShown",
    "LineShownAbout",
    "LoginForm",
    "LogKeys",
    "Machine",
    "MachineForm",
    "ManifestShown",
    "Me",
    "MessageShown",
    "MissingForm",
    "MoveForm",
    "ObeyedShown",
    "ObeyingForm",
    "OrderAnswerForm",
    "OrderShown",
    "PactShown",
    "PageApprovalShown",
    "PageAssessmentShown",
    "PageAssuranceShown",
    "PageCertificateShown",
    "PageConsentShown",
    "PageCopyShown",
    "PageCounterpartShown",
    "PageDevice",
    "PageDossierShown",
    "PageDraftShown",
    "PageHolderShown",
    "PageIncidentShown",
    "PageItem",
    "PageLineShown",
    "PageMachine",
    "PageMessageShown",
    "PageOrderShown",
    "PagePactShown",
    "PagePairShown",
    "PageProofShown",
    "PageRequestShown",
    "PageRowForm",
    "PageRuleShown",
    "PageSentShown",
    "PageSomebody",
    "Pagestr",
    "PageWaitingShown",
    "PairShown",
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
    "ReleasedShown",
    "ReleasesForm",
    "ReopeningForm",
    "ReportForm",
    "ReportFormKind",
    "ReportShown",
    "RequestShown",
    "RetentionForm",
    "ReturnForm",
    "Role",
    "RowForm",
    "RowFormDecisions",
    "RuleForm",
    "RuleFormAnswer",
    "RuleShown",
    "SampleForm",
    "SampleShown",
    "SentShown",
    "Somebody",
    "SourceForm",
    "StatisticsShown",
    "StatisticsShownLines",
    "StepShown",
    "TerminationForm",
    "TextShown",
    "Token",
    "TokenQuestionType0",
    "ToldForm",
    "VoucherForm",
    "VoucherShown",
    "WaitingShown",
    "WhyForm",
    "WithdrawalForm",
    "WithheldForm",
)
