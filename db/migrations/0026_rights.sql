-- What a person asks about the own data, and what became of it (PIPL 15, 44–50).
create table rights_request (
  matter_id     uuid        primary key references matter,
  requester_id  uuid        not null references person,
  taken_by      uuid        references person,
  about         text        not null check (about in ('copy', 'correct', 'delete', 'limit', 'withdraw', 'explain', 'kin')),
  words         text        not null check (length(words) <= 1000),
  deceased      text        check (length(deceased) between 1 and 30),
  relation      text        check (relation in ('spouse', 'child', 'parent', 'sibling', 'grandchild', 'grandparent')),
  document      text        check (document in ('id_card', 'residence_permit', 'social_card', 'passport', 'household_book')),
  kinship       text        check (kinship in ('household_book', 'marriage', 'birth', 'notary', 'archive')),
  proved_at     timestamptz,
  proved_by     uuid        references person,
  handler_id    uuid        references person,
  contact_id    uuid        references person,
  reply         text        check (length(reply) <= 1000),
  refusal       text        check (refusal in ('law', 'retention', 'others', 'not_here', 'technical', 'unproved', 'repeated')),
  next_place    text        check (length(next_place) between 1 and 100),
  next_phone    text        check (length(next_phone) between 1 and 30),
  answered_at   timestamptz,
  handed_at     timestamptz,
  handed_by     uuid        references person,
  objected_at   timestamptz,
  escalated_at  timestamptz,
  erased_at     timestamptz,

  constraint rights_request_kin_names_the_dead check (
    erased_at is not null or (about = 'kin') = (deceased is not null and relation is not null)),
  constraint rights_request_only_kin_prove_kinship check (kinship is null or about = 'kin'),
  constraint rights_request_proof_is_whole check (
    (proved_at is null) = (proved_by is null) and (proved_at is null) = (document is null)),
  constraint rights_request_answer_is_whole check (erased_at is not null or (answered_at is null) = (reply is null)),
  constraint rights_request_refusal_says_where_next check (
    (refusal is null) = (next_place is null) and (next_place is null) = (next_phone is null)
    and (refusal is null or answered_at is not null)),
  constraint rights_request_handed_is_whole check ((handed_at is null) = (handed_by is null)),
  constraint rights_request_erased_is_bare check (erased_at is null or (
    words = '' and deceased is null and reply is null))
);

comment on table rights_request is
  'What a person asks about the data kept of them or of a dead relative, and the answer with its reasons. Of papers that were seen only the kind is kept; what anybody wrote is erasable.';

create index rights_request_requester on rights_request (requester_id);
-- A city has few of them among all its matters, and every desk lists its own.
create index matter_rights on matter (path, due_at, id) where kind = 'rights';
