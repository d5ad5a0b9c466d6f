-- What points and time credit are given for and spent on: merchants, rewards and their dated prices, orders with a code,
-- settlements with merchants, funds that cover what is owed, corrections that take two, questions about one entry.
-- @source S2-18 S2-19 S4-67

-- who works for a merchant has a role for that unit and for nothing else
alter table role_grant drop constraint role_grant_is_known;
alter table role_grant add constraint role_grant_is_known check (role in (
  'grid_worker', 'community_desk', 'community_head', 'street_officer', 'city_officer', 'integrity_officer', 'unit_officer', 'merchant',
  'system_admin', 'security_admin', 'audit_admin'));
alter table role_grant drop constraint role_grant_unit_officer;
alter table role_grant add constraint role_grant_of_a_unit check (
  (role in ('unit_officer', 'merchant')) = (organisation_id is not null));
alter table grant_proposal drop constraint grant_proposal_unit_officer;
alter table grant_proposal add constraint grant_proposal_of_a_unit check (
  (role in ('unit_officer', 'merchant')) = (organisation_id is not null));

create table merchant (
  organisation_id uuid        primary key references organisation,
  path            text        collate "C" not null,
  offers          text        not null check (length(offers) between 1 and 200),
  joined_at       timestamptz not null,
  joined_by       uuid        not null references person,
  left_at         timestamptz,
  left_by         uuid        references person,

  constraint merchant_end_is_whole check ((left_at is null) = (left_by is null))
);

comment on table merchant is
  'Organisations that hand over rewards in a community and are paid for them by the month. Who left hands over nothing new. @source S4-67';

create index merchant_path on merchant (path);
create trigger merchant_path_is_a_place before insert on merchant for each row execute function refuse_gone_path();

create table reward (
  id           uuid        primary key,
  path         text        collate "C" not null,
  kind         text        not null check (kind in ('goods', 'service', 'priority')),
  name         text        not null check (length(name) between 1 and 40),
  words        text        not null check (length(words) <= 300),
  sponsor      text        not null check (length(sponsor) between 1 and 60),
  merchant_id  uuid        references merchant,
  is_counted   boolean     not null,
  added_at     timestamptz not null,
  added_by     uuid        not null references person,
  withdrawn_at timestamptz,
  withdrawn_by uuid        references person,

  constraint reward_end_is_whole check ((withdrawn_at is null) = (withdrawn_by is null)),
  constraint reward_goods_are_counted check (kind <> 'goods' or is_counted)
);

comment on table reward is
  'What points and time credit can be spent on in a community: goods, services and priority rights. What is counted has its stock in the ledger; without a merchant the community desk hands it over. @source S2-19 S4-67';

create index reward_path on reward (path, name);
create index reward_merchant on reward (merchant_id) where merchant_id is not null;
create trigger reward_path_is_a_place before insert on reward for each row execute function refuse_gone_path();

create table reward_price (
  id        uuid        primary key,
  reward_id uuid        not null references reward,
  from_on   date        not null,
  points    int         check (points between 1 and 100000),
  minutes   int         check (minutes between 1 and 100000),
  cost_fen  int         not null check (cost_fen between 0 and 100000000),
  set_at    timestamptz not null,
  set_by    uuid        not null references person,

  constraint reward_price_says_something check (num_nonnulls(points, minutes) > 0)
);

comment on table reward_price is
  'What a reward costs from a day on, in points, in minutes of time credit or in either, and what its merchant is paid for it. A change is a later row; of two for one day the later written counts. @source S2-19';

create index reward_price_of on reward_price (reward_id, from_on desc, set_at desc);
create trigger reward_price_is_append_only before update or delete on reward_price
  for each row execute function refuse_change();

create table settlement (
  id          uuid        primary key,
  merchant_id uuid        not null references merchant,
  path        text        collate "C" not null,
  month       date        not null check (extract(day from month) = 1),
  orders      int         not null check (orders > 0),
  amount_fen  bigint      not null check (amount_fen > 0),
  made_at     timestamptz not null,
  made_by     uuid        not null references person,
  agreed_at   timestamptz,
  agreed_by   uuid        references person,
  paid_at     timestamptz,
  paid_by     uuid        references person,

  constraint settlement_once_a_month unique (merchant_id, month),
  constraint settlement_agreed_is_whole check ((agreed_at is null) = (agreed_by is null)),
  constraint settlement_takes_two check (agreed_by <> made_by),
  constraint settlement_paid_is_whole check ((paid_at is null) = (paid_by is null)),
  constraint settlement_is_paid_when_agreed check (paid_at is null or agreed_at is not null)
);

comment on table settlement is
  'What a merchant is paid for a month: made by one, agreed by another, then paid out of the fund of the community.';

create index settlement_path on settlement (path, month);
create trigger settlement_path_is_a_place before insert on settlement for each row execute function refuse_gone_path();

create table reward_order (
  matter_id     uuid        primary key references matter,
  requester_id  uuid        not null references person,
  taken_by      uuid        references person,
  reward_id     uuid        not null references reward,
  price_id      uuid        not null references reward_price,
  merchant_id   uuid        references merchant,
  currency      text        not null check (currency in ('points', 'time_credit')),
  amount        int         not null check (amount > 0),
  cost_fen      int         not null check (cost_fen >= 0),
  code_mark     bytea       not null,
  code_sealed   text,
  collect_by    timestamptz not null,
  hold_id       uuid        not null,
  transfer_id   uuid,
  handed_at     timestamptz,
  handed_by     uuid        references person,
  settlement_id uuid        references settlement,
  handler_id    uuid        references person,
  contact_id    uuid        references person,
  erased_at     timestamptz,

  constraint reward_order_code_is_one unique (code_mark),
  constraint reward_order_handed_is_whole check ((handed_at is null) = (handed_by is null)),
  constraint reward_order_settled_was_handed check (settlement_id is null or handed_at is not null),
  constraint reward_order_erased_is_bare check (erased_at is null or code_sealed is null)
);

comment on table reward_order is
  'A reward that somebody reserved: what it costs is held by the ledger until it is handed over against the code, given back or over. The price and the cost are those of the day it was reserved. @source S2-19';

create index reward_order_requester on reward_order (requester_id);
create index reward_order_reward on reward_order (reward_id);
create index reward_order_merchant on reward_order (merchant_id, handed_at) where merchant_id is not null;
create index reward_order_settlement on reward_order (settlement_id) where settlement_id is not null;
create index matter_order on matter (path, opened_at desc, id) where kind = 'order';

create table credit_earning (
  transfer_id uuid primary key,
  category    text not null check (category in ('exchange', 'mutual_help', 'support')),
  activity    text check (activity ~ '^[a-z_]+$'),
  minutes     int  check (minutes > 0)
);

comment on table credit_earning is
  'Append-only: what an earning was for, as neighbours read it; the category of contribution is one of three. @source S4-67';

create trigger credit_earning_is_append_only before update or delete on credit_earning
  for each row execute function refuse_change();

create table credit_reversal (
  id          uuid        primary key,
  transfer_id uuid        not null,
  person_id   uuid        not null references person,
  reason      text        not null check (reason in ('mistake', 'twice', 'not_done', 'other')),
  proposed_at timestamptz not null,
  proposed_by uuid        not null references person,
  decided_at  timestamptz,
  decided_by  uuid        references person,
  is_agreed   boolean,

  constraint credit_reversal_decided_is_whole check (
    (decided_at is null) = (decided_by is null) and (decided_at is null) = (is_agreed is null)),
  constraint credit_reversal_takes_two check (is_agreed is not true or decided_by <> proposed_by)
);

comment on table credit_reversal is
  'Taking back an entry that is more than one person may take back alone: proposed by one, agreed or declined by another.';

create unique index credit_reversal_waits_once on credit_reversal (transfer_id) where decided_at is null;
create index credit_reversal_person on credit_reversal (person_id);

create table credit_question (
  id          uuid        primary key,
  person_id   uuid        not null references person,
  transfer_id uuid        not null,
  path        text        collate "C" not null,
  words       text        not null check (length(words) <= 500),
  asked_at    timestamptz not null,
  answer      text        check (length(answer) between 1 and 500),
  answered_at timestamptz,
  answered_by uuid        references person,
  erased_at   timestamptz,

  constraint credit_question_answer_is_whole check (
    (answered_at is null) = (answered_by is null) and (erased_at is not null or (answered_at is null) = (answer is null))),
  constraint credit_question_erased_is_bare check (erased_at is null or (words = '' and answer is null))
);

comment on table credit_question is 'What somebody asks about one entry of an account, and the answer of the desk.';

create unique index credit_question_waits_once on credit_question (person_id, transfer_id) where answered_at is null;
create index credit_question_path on credit_question (path, asked_at);
create trigger credit_question_path_is_a_place before insert on credit_question for each row execute function refuse_gone_path();

create table credit_fund (
  id        uuid        primary key,
  path      text        collate "C" not null,
  name      text        not null check (length(name) between 1 and 60),
  opened_at timestamptz not null,
  opened_by uuid        not null references person,

  constraint credit_fund_one_a_community unique (path)
);

comment on table credit_fund is
  'The named fund that pays merchants in a community and covers what its residents hold; its balance in fen is in the ledger.';

create trigger credit_fund_path_is_a_place before insert on credit_fund for each row execute function refuse_gone_path();

create table credit_expiring (
  account_id uuid        not null references ledger_account,
  expires_at timestamptz not null,
  told_at    timestamptz not null,

  primary key (account_id, expires_at)
);

comment on table credit_expiring is 'Of which lots that end their owner was told ahead, once.';
