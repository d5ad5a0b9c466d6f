-- Points, time credit, vouchers, budgets: double entry in whole numbers. What a unit is and who holds it, domains declare.
-- The functions below are the only writers; each does all of one deed in one call. Accounts are locked in the order of
-- their ids, and ids are made so that people come before funds and funds before the parts of a pool.
-- @source U13, S1-51, S2-18, S2-19

-- a type and not a check, which every statement would read anew (decision 0028)
create domain ledger_amount as bigint check (value between 1 and 1000000000000);

create table ledger_kind (
  unit         text     not null check (unit ~ '^[a-z_]+$'),
  kind         text     not null check (kind ~ '^[a-z_]+$'),
  owner_kind   text     not null check (owner_kind in ('person', 'organisation', 'territory', 'merchant', 'item', 'system')),
  floor        bigint,
  keeps_lots   boolean  not null default false,
  shards       smallint not null default 1 check (shards between 1 and 64),
  expired_kind text,

  primary key (unit, kind),
  constraint ledger_kind_expires_into_a_kind foreign key (unit, expired_kind) references ledger_kind,
  constraint ledger_kind_system_has_no_floor check ((owner_kind = 'system') = (floor is null)),
  constraint ledger_kind_lots_cannot_be_owed check (not keeps_lots or (floor = 0 and shards = 1)),
  constraint ledger_kind_pool_has_its_floor_at_nothing check (shards = 1 or floor = 0),
  constraint ledger_kind_lots_say_where_they_expire check (keeps_lots = (expired_kind is not null))
);

comment on table ledger_kind is
  'What kinds of accounts a unit has, as its domain declares them: who owns one, the floor of its balance, whether what it holds can expire, in how many parts a pool is kept.';

create table ledger_account (
  id         uuid        primary key,
  unit       text        not null,
  kind       text        not null,
  owner_kind text        not null,
  owner_id   uuid,
  shards     smallint    not null default 1,
  -- who is pointed at by a foreign key cannot go away under an account
  person_id       uuid   generated always as (case when owner_kind = 'person' then owner_id end) stored references person,
  organisation_id uuid   generated always as (case when owner_kind = 'organisation' then owner_id end) stored references organisation,

  constraint ledger_account_kind_is_declared foreign key (unit, kind) references ledger_kind,
  constraint ledger_account_has_an_owner check ((owner_kind = 'system') = (owner_id is null)),
  constraint ledger_account_is_one unique nulls not distinct (unit, kind, owner_id)
);

comment on table ledger_account is
  'Who can hold how much of what. The id follows from unit, kind and owner; a system account has no balance row, so nobody waits for it.';

create index ledger_account_person on ledger_account (person_id) where person_id is not null;
create index ledger_account_organisation on ledger_account (organisation_id) where organisation_id is not null;
create index ledger_account_owner on ledger_account (owner_id) where owner_id is not null;

create table ledger_balance (
  account_id uuid     primary key,
  pool_id    uuid     references ledger_account,
  unit       text     not null,
  floor      bigint   not null,
  keeps_lots boolean  not null,
  balance    bigint   not null default 0,
  held       bigint   not null default 0,
  version    bigint   not null default 0,

  constraint ledger_balance_stays_above_its_floor check (balance - held >= floor and held >= 0)
) with (fillfactor = 50);

comment on table ledger_balance is
  'What an account with a floor holds now, or one part of a pool; held is promised to open holds. version counts its entries.';

create index ledger_balance_pool on ledger_balance (pool_id) where pool_id is not null;

create table ledger_transfer (
  id             uuid          primary key,
  fingerprint    uuid          not null,
  at             timestamptz   not null,
  unit           text          not null,
  rule           text          not null,
  from_account   uuid          not null,
  to_account     uuid          not null,
  amount         ledger_amount not null,
  evidence_table text          not null,
  evidence_id    uuid          not null,
  -- the actor of the action, where a person acted
  made_by        uuid,
  action_id      uuid          references action,

  constraint ledger_transfer_goes_somewhere_by_somebody check (
    from_account <> to_account and (made_by is null or action_id is not null))
);

comment on table ledger_transfer is
  'Append-only: what went from whom to whom, by which rule, for which row (evidence), in which action of the journal. The id is made by who asks; the fingerprint tells a repetition from other content.';

create table ledger_reversal (
  transfer_id  uuid          primary key,
  reverses     uuid          not null,
  reason       text          not null check (reason ~ '^[a-z_]+$'),
  amount       ledger_amount not null,
  amount_alone bigint        not null,
  made_by      uuid          not null,
  second_by    uuid,

  constraint ledger_reversal_is_of_another check (reverses <> transfer_id),
  constraint ledger_reversal_once unique (reverses),
  constraint ledger_reversal_of_much_takes_two check (amount <= amount_alone or second_by is not null),
  constraint ledger_reversal_second_is_another check (second_by <> made_by)
);

comment on table ledger_reversal is
  'Append-only: that a transfer takes another one back whole, why, and who agreed. amount_alone is the most that one person might take back then.';

create table ledger_entry (
  transfer_id uuid   not null,
  account_id  uuid   not null,
  version     bigint,
  amount      bigint not null,
  balance     bigint,

  constraint ledger_entry_is_whole check (amount <> 0 and (version is null) = (balance is null))
);

comment on table ledger_entry is
  'Append-only: the two sides of a transfer, minus what went and plus what came. version and balance are those of the account after it; a system account has none.';

-- what stands on a system account is found by the transfer
create unique index ledger_entry_one_per_version on ledger_entry (account_id, version) where version is not null;
create unique index ledger_entry_one_per_account on ledger_entry (transfer_id, account_id) where version is not null;

create table ledger_lot (
  id         uuid        primary key,
  account_id uuid        not null,
  amount     bigint      not null,
  rest       bigint      not null,
  expires_at timestamptz not null default 'infinity',
  is_open    boolean     not null default true,

  constraint ledger_lot_is_open_while_it_has_a_rest check (rest between 0 and amount and is_open = (rest > 0))
) with (fillfactor = 70);

comment on table ledger_lot is
  'What one transfer brought to an account whose holdings can expire (its id is the transfer''s) and how much of it is still there to spend; what a hold keeps is not in rest.';

create index ledger_lot_open on ledger_lot (account_id, expires_at, id) where is_open;
create index ledger_lot_ends on ledger_lot (expires_at) where is_open and expires_at < 'infinity';

create table ledger_allocation (
  transfer_id uuid   not null,
  lot_id      uuid   not null,
  amount      bigint not null,

  primary key (transfer_id, lot_id)
);

comment on table ledger_allocation is
  'Append-only: which transfer took how much of which lot, or, below nothing, gave it back.';

create index ledger_allocation_lot on ledger_allocation (lot_id);

create table ledger_hold (
  id             uuid        primary key,
  fingerprint    uuid        not null,
  at             timestamptz not null,
  unit           text        not null,
  rule           text        not null,
  from_account   uuid        not null,
  held_account   uuid        not null,
  to_account     uuid        not null,
  to_kind        text        not null,
  to_owner       uuid,
  amount         ledger_amount not null,
  expires_at     timestamptz not null,
  evidence_table text        not null,
  evidence_id    uuid        not null,
  made_by        uuid,
  action_id      uuid        references action,
  state          text        not null default 'open' check (state in ('open', 'posted', 'voided', 'expired')),
  ended_at       timestamptz,
  ended_id       uuid,
  ended_by       uuid,
  ended_action   uuid        references action,
  posted_amount  bigint,

  constraint ledger_hold_end_is_whole check ((state = 'open') = (ended_at is null)),
  constraint ledger_hold_posts_some_of_it check (
    (state = 'posted') = (posted_amount is not null) and posted_amount between 1 and amount),
  constraint ledger_hold_of_a_person_is_in_the_journal check (
    (made_by is null or action_id is not null) and (ended_by is null or ended_action is not null))
);

comment on table ledger_hold is
  'What is promised and not yet given: it counts against the floor until it is posted (all or part), voided, or its instant has come. held_account is the part of a pool that keeps it.';

create index ledger_hold_ends on ledger_hold (expires_at) where state = 'open';
create index ledger_hold_account on ledger_hold (held_account) where state = 'open';

create table ledger_hold_lot (
  hold_id uuid   not null,
  lot_id  uuid   not null,
  amount  bigint not null check (amount > 0),

  primary key (hold_id, lot_id)
);

comment on table ledger_hold_lot is 'Append-only: how much of which lot a hold keeps.';

create index ledger_hold_lot_lot on ledger_hold_lot (lot_id);

-- What was written stays: for everybody by a trigger, and the program's own role has no right to try.
do $$
declare v_table text;
begin
  foreach v_table in array array['ledger_transfer', 'ledger_reversal', 'ledger_entry', 'ledger_allocation', 'ledger_hold_lot'] loop
    execute format('create trigger %I before update or delete on %I for each row execute function refuse_change()',
      v_table || '_is_append_only', v_table);
    execute format('create trigger %I before truncate on %I for each statement execute function refuse_change()',
      v_table || '_is_never_emptied', v_table);
    execute format('revoke update, delete, truncate on %I from public, current_user', v_table);
  end loop;
end $$;

-- Whoever deletes an action is asked whether a transfer points at it, with a lock that needs the right to one column; the trigger
-- refuses that one too. People are pointed at by their accounts alone, which an index finds: an import takes back thousands.
grant update (unit) on ledger_transfer to current_user;

create function ledger_refuse(p_status int, p_code text, p_facts jsonb default '{}') returns void language plpgsql as $$
begin
  raise exception '%', p_code using errcode = 'LG' || p_status, detail = p_facts::text;
end $$;

comment on function ledger_refuse is 'Ends the statement with a refusal: its code, its HTTP status in the error code, its facts as detail.';

create function ledger_shard(p_pool uuid, p_number int) returns uuid language sql immutable strict as $$
  select overlay(md5(p_pool::text || ':' || p_number) placing 'f' from 1 for 1)::uuid
$$;

comment on function ledger_shard is 'The account of one part of a pool. It begins with f: parts of pools are locked last.';

create function ledger_open(p_account uuid, p_unit text, p_kind text, p_owner uuid) returns ledger_account language plpgsql as $$
declare
  v_kind    ledger_kind;
  v_account ledger_account;
begin
  select * into v_account from ledger_account where id = p_account;
  if not found then
    select * into v_kind from ledger_kind where unit = p_unit and kind = p_kind;
    if not found then
      perform ledger_refuse(404, 'ledger.account-unknown');
    end if;
    -- who opens the same account at the same time is waited for
    insert into ledger_account (id, unit, kind, owner_kind, owner_id, shards)
      values (p_account, p_unit, p_kind, v_kind.owner_kind, p_owner, v_kind.shards) on conflict do nothing;
    if v_kind.shards > 1 then
      insert into ledger_balance (account_id, pool_id, unit, floor, keeps_lots)
        select ledger_shard(p_account, n), p_account, p_unit, v_kind.floor, v_kind.keeps_lots
        from generate_series(0, v_kind.shards - 1) n order by 1 on conflict do nothing;
    elsif v_kind.floor is not null then
      insert into ledger_balance (account_id, unit, floor, keeps_lots)
        values (p_account, p_unit, v_kind.floor, v_kind.keeps_lots) on conflict do nothing;
    end if;
    select * into strict v_account from ledger_account where id = p_account;
  end if;
  if v_account.unit <> p_unit then
    perform ledger_refuse(422, 'ledger.unit-differs', jsonb_build_object('unit', v_account.unit, 'asked', p_unit));
  end if;
  return v_account;
end $$;

comment on function ledger_open is 'An account, opened when it is not there yet.';

create function ledger_move(p_from uuid, p_to uuid, p_amount bigint, p_at timestamptz, p_unit text, p_pool uuid) returns void
language plpgsql as $$
declare
  v_id   uuid := gen_random_uuid();
  v_from ledger_balance;
  v_to   ledger_balance;
begin
  update ledger_balance set balance = balance - p_amount, version = version + 1 where account_id = p_from returning * into v_from;
  update ledger_balance set balance = balance + p_amount, version = version + 1 where account_id = p_to returning * into v_to;
  insert into ledger_transfer (id, fingerprint, at, unit, rule, from_account, to_account, amount, evidence_table, evidence_id)
    values (v_id, v_id, p_at, p_unit, 'ledger.levelled', p_from, p_to, p_amount, 'ledger_account', p_pool);
  insert into ledger_entry (transfer_id, account_id, version, amount, balance)
    values (v_id, p_from, v_from.version, -p_amount, v_from.balance), (v_id, p_to, v_to.version, p_amount, v_to.balance);
end $$;

comment on function ledger_move is 'Between two parts of one pool that are both locked.';

create function ledger_pick(p_pool uuid, p_shards int, p_seed uuid, p_amount bigint, p_at timestamptz, p_unit text) returns uuid
language plpgsql as $$
declare
  v_seed    int := hashtext(p_seed::text) & 1073741823;
  v_account uuid;
  v_spare   bigint;
  v_part    record;
  v_lacks   bigint;
begin
  begin
    -- one of two parts that nobody holds: who has a part waits for no other, so nobody waits in a circle
    for v_try in 0..1 loop
      v_account := ledger_shard(p_pool, (v_seed + v_try * (p_shards / 2)) % p_shards);
      perform 1 from ledger_balance where account_id = v_account and balance - held - floor >= p_amount for update skip locked;
      if found then return v_account; end if;
    end loop;
    -- both are held or low; where there is enough, waiting for one is less than looking for another
    perform 1 from ledger_balance where account_id = v_account and balance - held - floor >= p_amount for update;
    if found then return v_account; end if;
    raise exception using errcode = 'LG000';
  exception when sqlstate 'LG000' then
    -- a part that had too little when its turn came stays locked until here, and would let two wait for each other below
  end;

  perform 1 from ledger_balance where pool_id = p_pool order by account_id for update;
  select sum(balance - held - floor) into v_spare from ledger_balance where pool_id = p_pool;
  if v_spare < p_amount then
    perform ledger_refuse(409, 'ledger.balance-low', jsonb_build_object('available', v_spare, 'amount', p_amount));
  end if;
  select account_id, p_amount - (balance - held - floor) into v_account, v_lacks from ledger_balance
    where pool_id = p_pool order by balance - held - floor desc, account_id limit 1;
  for v_part in
    select account_id, balance - held - floor as spare from ledger_balance
    where pool_id = p_pool and account_id <> v_account and balance - held > floor order by 2 desc, 1
  loop
    exit when v_lacks <= 0;
    perform ledger_move(v_part.account_id, v_account, least(v_lacks, v_part.spare), p_at, p_unit, p_pool);
    v_lacks := v_lacks - v_part.spare;
  end loop;
  return v_account;
end $$;

comment on function ledger_pick is
  'A part of a pool that has the amount, locked. When no free part has it all parts are locked and what it lacks is moved to the richest.';

create function ledger_level(p_pool uuid, p_rich uuid, p_at timestamptz, p_unit text) returns void language plpgsql as $$
declare
  v_share bigint;
  v_spare bigint;
  v_moved bigint;
  v_part  record;
begin
  select floor(avg(balance - held - floor)), max(balance - held - floor) filter (where account_id = p_rich) into v_share, v_spare
    from ledger_balance where pool_id = p_pool;
  if v_spare <= 2 * v_share then return; end if;
  for v_part in
    select account_id, v_share - (balance - held - floor) as lacks from ledger_balance
    where pool_id = p_pool and account_id <> p_rich and balance - held - floor < v_share order by account_id
    for update skip locked
  loop
    v_moved := least(v_part.lacks, v_spare - v_share);
    exit when v_moved <= 0;
    perform ledger_move(p_rich, v_part.account_id, v_moved, p_at, p_unit, p_pool);
    v_spare := v_spare - v_moved;
  end loop;
end $$;

comment on function ledger_level is
  'Shares out what a large amount brought to one part of a pool, among the parts that nobody holds just now.';

create function ledger_debit(p_account uuid, p_unit text, p_kind text, p_owner uuid, p_amount bigint, p_count int, p_seed uuid,
  p_at timestamptz) returns ledger_balance language plpgsql as $$
declare
  v_balance ledger_balance;
  v_account ledger_account;
  v_id      uuid := p_account;
begin
  select * into v_balance from ledger_balance where account_id = p_account;
  if not found then
    v_account := ledger_open(p_account, p_unit, p_kind, p_owner);
    if v_account.owner_kind = 'system' then return null; end if;
    if v_account.shards > 1 then
      v_id := ledger_pick(p_account, v_account.shards, p_seed, p_amount, p_at, p_unit);
    end if;
  end if;
  update ledger_balance set balance = balance - p_amount, version = version + p_count
    where account_id = v_id and unit = p_unit and balance - held - p_amount >= floor returning * into v_balance;
  if not found then
    select * into v_balance from ledger_balance where account_id = v_id;
    if v_balance.unit <> p_unit then
      perform ledger_refuse(422, 'ledger.unit-differs', jsonb_build_object('unit', v_balance.unit, 'asked', p_unit));
    end if;
    perform ledger_refuse(409, 'ledger.balance-low',
      jsonb_build_object('available', v_balance.balance - v_balance.held - v_balance.floor, 'amount', p_amount));
  end if;
  return v_balance;
end $$;

comment on function ledger_debit is
  'Takes an amount from an account that the quick way did not find or did not find enough on: a new one, a pool, a system account (nothing to take from: null).';

create function ledger_credit(p_account uuid, p_unit text, p_kind text, p_owner uuid, p_amount bigint, p_seed uuid, p_at timestamptz)
returns ledger_balance language plpgsql as $$
declare
  v_balance ledger_balance;
  v_account ledger_account;
  v_id      uuid := p_account;
begin
  select * into v_balance from ledger_balance where account_id = p_account;
  if found and v_balance.unit <> p_unit then
    perform ledger_refuse(422, 'ledger.unit-differs', jsonb_build_object('unit', v_balance.unit, 'asked', p_unit));
  end if;
  if not found then
    v_account := ledger_open(p_account, p_unit, p_kind, p_owner);
    if v_account.owner_kind = 'system' then return null; end if;
    if v_account.shards > 1 then
      v_id := ledger_shard(p_account, (hashtext(p_seed::text) & 2147483647) % v_account.shards);
    end if;
  end if;
  update ledger_balance set balance = balance + p_amount, version = version + 1
    where account_id = v_id returning * into v_balance;
  return v_balance;
end $$;

comment on function ledger_credit is 'The same for what comes in.';

create function ledger_take_lots(p_transfer uuid, p_account uuid, p_amount bigint, p_at timestamptz) returns void language plpgsql as $$
declare
  v_left bigint := p_amount;
  v_lot  uuid;
  v_took bigint;
begin
  loop
    update ledger_lot l set rest = l.rest - least(o.rest, v_left), is_open = o.rest > v_left
      from (select id, rest from ledger_lot where account_id = p_account and is_open and expires_at > p_at
            order by expires_at, id limit 1) o
      where l.id = o.id returning l.id, least(o.rest, v_left) into v_lot, v_took;
    if not found then
      perform ledger_refuse(409, 'ledger.lot-expired', jsonb_build_object('available', p_amount - v_left, 'amount', p_amount));
    end if;
    insert into ledger_allocation (transfer_id, lot_id, amount) values (p_transfer, v_lot, v_took);
    v_left := v_left - v_took;
    exit when v_left = 0;
  end loop;
end $$;

comment on function ledger_take_lots is 'From the lots of a locked account, what ends first goes first.';

create function ledger_post(
  p_id uuid, p_fingerprint uuid, p_at timestamptz, p_unit text, p_rule text,
  p_from uuid, p_from_kind text, p_from_owner uuid, p_to uuid, p_to_kind text, p_to_owner uuid,
  p_amount bigint, p_expires_at timestamptz, p_evidence_table text, p_evidence_id uuid, p_made_by uuid, p_action_id uuid,
  out "isNew" boolean, out "fromBalance" bigint, out "toBalance" bigint)
language plpgsql as $$
declare
  v_from  ledger_balance;
  v_to    ledger_balance;
begin
  if p_amount < 1 then
    perform ledger_refuse(422, 'ledger.amount-not-positive');
  end if;
  if p_expires_at <= p_at then
    perform ledger_refuse(422, 'ledger.expiry-past');
  end if;
  insert into ledger_transfer
    (id, fingerprint, at, unit, rule, from_account, to_account, amount, evidence_table, evidence_id, made_by, action_id)
    values (p_id, p_fingerprint, p_at, p_unit, p_rule, p_from, p_to, p_amount, p_evidence_table, p_evidence_id, p_made_by, p_action_id)
    on conflict (id) do nothing;
  if not found then
    select * into "isNew", "fromBalance", "toBalance" from ledger_repeat(p_id, p_fingerprint);
    return;
  end if;

  for v_side in 1..2 loop
    if (v_side = 1) = (p_from < p_to) then
      if p_from_owner is null then
        perform 1 from ledger_account where id = p_from and unit = p_unit and owner_id is null;
      else
        update ledger_balance set balance = balance - p_amount, version = version + 1
          where account_id = p_from and unit = p_unit and balance - held - p_amount >= floor returning * into v_from;
      end if;
      if not found then
        v_from := ledger_debit(p_from, p_unit, p_from_kind, p_from_owner, p_amount, 1, p_id, p_at);
      end if;
      if v_from.keeps_lots then
        perform ledger_take_lots(p_id, p_from, p_amount, p_at);
      end if;
    else
      if p_to_owner is null then
        perform 1 from ledger_account where id = p_to and unit = p_unit and owner_id is null;
      else
        update ledger_balance set balance = balance + p_amount, version = version + 1
          where account_id = p_to and unit = p_unit returning * into v_to;
      end if;
      if not found then
        v_to := ledger_credit(p_to, p_unit, p_to_kind, p_to_owner, p_amount, p_id, p_at);
      end if;
      if v_to.keeps_lots then
        insert into ledger_lot (id, account_id, amount, rest, expires_at)
          values (p_id, p_to, p_amount, p_amount, coalesce(p_expires_at, 'infinity'));
      end if;
    end if;
  end loop;

  insert into ledger_entry (transfer_id, account_id, version, amount, balance)
    values (p_id, coalesce(v_from.account_id, p_from), v_from.version, -p_amount, v_from.balance),
           (p_id, coalesce(v_to.account_id, p_to), v_to.version, p_amount, v_to.balance);
  if v_to.pool_id is not null then
    perform ledger_level(v_to.pool_id, v_to.account_id, p_at, p_unit);
  end if;
  "isNew" := true;
  "fromBalance" := v_from.balance;
  "toBalance" := v_to.balance;
end $$;

comment on function ledger_post is
  'One transfer in one call: key, floors, lots, entries. An account that is not there yet is opened; the same key and content again is the first answer.';

create function ledger_repeat(p_id uuid, p_fingerprint uuid, out "isNew" boolean, out "fromBalance" bigint, out "toBalance" bigint)
language plpgsql as $$
begin
  if not exists (select from ledger_transfer where id = p_id and fingerprint = p_fingerprint) then
    perform ledger_refuse(409, 'ledger.reused');
  end if;
  "isNew" := false;
  select max(balance) filter (where amount < 0), max(balance) filter (where amount > 0) into "fromBalance", "toBalance"
    from ledger_entry where transfer_id = p_id and version is not null;
end $$;

comment on function ledger_repeat is 'The first answer to a call that repeats one, or the refusal of other content under its id.';

create function ledger_post_many(
  p_at timestamptz, p_unit text, p_rule text, p_from uuid, p_from_kind text, p_from_owner uuid, p_to_kind text,
  p_evidence_table text, p_made_by uuid, p_action_id uuid,
  p_ids uuid[], p_fingerprints uuid[], p_tos uuid[], p_owners uuid[], p_amounts bigint[], p_expiries timestamptz[], p_evidence_ids uuid[],
  out "newCount" int)
language plpgsql as $$
declare
  v_from    ledger_balance;
  v_new     uuid[];
  v_total   bigint;
  v_missing record;
  v_is_lots boolean;
begin
  if exists (select from unnest(p_amounts) a where a < 1) then
    perform ledger_refuse(422, 'ledger.amount-not-positive');
  end if;
  if exists (select from unnest(p_expiries) e where e <= p_at) then
    perform ledger_refuse(422, 'ledger.expiry-past');
  end if;
  select owner_kind <> 'system' and keeps_lots into v_is_lots from ledger_kind where unit = p_unit and kind = p_from_kind;
  if v_is_lots then
    raise exception 'a batch cannot come out of lots';
  end if;

  with made as (
    insert into ledger_transfer
      (id, fingerprint, at, unit, rule, from_account, to_account, amount, evidence_table, evidence_id, made_by, action_id)
      select x.id, x.fingerprint, p_at, p_unit, p_rule, p_from, x.to_account, x.amount, p_evidence_table, x.evidence_id, p_made_by, p_action_id
      from unnest(p_ids, p_fingerprints, p_tos, p_amounts, p_evidence_ids) x(id, fingerprint, to_account, amount, evidence_id)
      -- so that two batches of the same transfers wait in one direction
      order by x.id
      on conflict (id) do nothing returning id, amount)
  select array_agg(id), count(*), sum(amount) into v_new, "newCount", v_total from made;
  if "newCount" < cardinality(p_ids) and exists (
    select from unnest(p_ids, p_fingerprints) x(id, fingerprint)
    where not exists (select from ledger_transfer t where t.id = x.id and t.fingerprint = x.fingerprint))
  then
    perform ledger_refuse(409, 'ledger.reused');
  end if;
  if "newCount" = 0 then return; end if;

  for v_missing in
    select distinct x.to_account, x.owner from unnest(p_tos, p_owners) x(to_account, owner)
    where not exists (select from ledger_balance b where b.account_id = x.to_account and b.unit = p_unit) order by 1
  loop
    perform ledger_open(v_missing.to_account, p_unit, p_to_kind, v_missing.owner);
  end loop;
  perform 1 from ledger_balance where account_id = any(p_tos) order by account_id for update;
  v_from := ledger_debit(p_from, p_unit, p_from_kind, p_from_owner, v_total, "newCount", p_ids[1], p_at);

  with leg as (
    select x.id, x.to_account, x.amount, x.expires_at, b.account_id, b.keeps_lots,
      b.version + row_number() over mine as version, b.balance + sum(x.amount) over mine as balance,
      row_number() over all_of_them as nth, sum(x.amount) over all_of_them as so_far
    from unnest(p_ids, p_tos, p_amounts, p_expiries) with ordinality x(id, to_account, amount, expires_at, place)
    left join ledger_balance b on b.account_id = x.to_account
    where "newCount" = cardinality(p_ids) or x.id = any(v_new)
    window mine as (partition by x.to_account order by x.place), all_of_them as (order by x.place)),
  raised as (
    update ledger_balance b set balance = s.balance, version = s.version
    from (select account_id, max(balance) as balance, max(version) as version from leg where account_id is not null group by 1) s
    where b.account_id = s.account_id),
  brought as (
    insert into ledger_lot (id, account_id, amount, rest, expires_at)
      select id, account_id, amount, amount, coalesce(expires_at, 'infinity') from leg where keeps_lots)
  insert into ledger_entry (transfer_id, account_id, version, amount, balance)
    select id, coalesce(v_from.account_id, p_from), v_from.version - "newCount" + nth, -amount, v_from.balance + v_total - so_far from leg
    union all
    select id, to_account, version, amount, balance from leg;
end $$;

comment on function ledger_post_many is
  'Many transfers of one rule from one account (a system account, a fund, a pool), all or nothing; those that were there before are left as they are.';

create function ledger_hold(
  p_id uuid, p_fingerprint uuid, p_at timestamptz, p_unit text, p_rule text,
  p_from uuid, p_from_kind text, p_from_owner uuid, p_to uuid, p_to_kind text, p_to_owner uuid,
  p_amount bigint, p_expires_at timestamptz, p_evidence_table text, p_evidence_id uuid, p_made_by uuid, p_action_id uuid,
  out "isNew" boolean)
language plpgsql as $$
declare
  v_balance ledger_balance;
  v_account ledger_account;
  v_id      uuid := p_from;
  v_left    bigint := p_amount;
  v_lot     uuid;
  v_took    bigint;
begin
  if p_amount < 1 then
    perform ledger_refuse(422, 'ledger.amount-not-positive');
  end if;
  if p_expires_at <= p_at then
    perform ledger_refuse(422, 'ledger.expiry-past');
  end if;
  perform pg_advisory_xact_lock(hashtextextended(p_id::text, 50));
  if exists (select from ledger_hold where id = p_id) then
    if not exists (select from ledger_hold where id = p_id and fingerprint = p_fingerprint) then
      perform ledger_refuse(409, 'ledger.reused');
    end if;
    "isNew" := false;
    return;
  end if;

  v_account := ledger_open(p_from, p_unit, p_from_kind, p_from_owner);
  if v_account.shards > 1 then
    v_id := ledger_pick(p_from, v_account.shards, p_id, p_amount, p_at, p_unit);
  end if;
  update ledger_balance set held = held + p_amount
    where account_id = v_id and balance - held - p_amount >= floor returning * into v_balance;
  if not found then
    select * into v_balance from ledger_balance where account_id = v_id;
    perform ledger_refuse(409, 'ledger.balance-low',
      jsonb_build_object('available', v_balance.balance - v_balance.held - v_balance.floor, 'amount', p_amount));
  end if;
  while v_balance.keeps_lots and v_left > 0 loop
    update ledger_lot l set rest = l.rest - least(o.rest, v_left), is_open = o.rest > v_left
      from (select id, rest from ledger_lot where account_id = v_id and is_open and expires_at > p_at
            order by expires_at, id limit 1) o
      where l.id = o.id returning l.id, least(o.rest, v_left) into v_lot, v_took;
    if not found then
      perform ledger_refuse(409, 'ledger.lot-expired', jsonb_build_object('available', p_amount - v_left, 'amount', p_amount));
    end if;
    insert into ledger_hold_lot (hold_id, lot_id, amount) values (p_id, v_lot, v_took);
    v_left := v_left - v_took;
  end loop;
  insert into ledger_hold
    (id, fingerprint, at, unit, rule, from_account, held_account, to_account, to_kind, to_owner, amount, expires_at,
     evidence_table, evidence_id, made_by, action_id)
    values (p_id, p_fingerprint, p_at, p_unit, p_rule, p_from, v_id, p_to, p_to_kind, p_to_owner, p_amount, p_expires_at,
     p_evidence_table, p_evidence_id, p_made_by, p_action_id);
  "isNew" := true;
end $$;

comment on function ledger_hold is 'Keeps an amount, and the lots it would come out of, for a transfer that may follow.';

create function ledger_free(p_hold uuid, p_keep bigint, p_transfer uuid) returns void language plpgsql as $$
declare
  v_left bigint := p_keep;
  v_part record;
  v_took bigint;
begin
  for v_part in
    select h.lot_id, h.amount from ledger_hold_lot h join ledger_lot l on l.id = h.lot_id
    where h.hold_id = p_hold order by l.expires_at, l.id
  loop
    v_took := least(v_left, v_part.amount);
    if v_took > 0 then
      insert into ledger_allocation (transfer_id, lot_id, amount) values (p_transfer, v_part.lot_id, v_took);
    end if;
    if v_took < v_part.amount then
      update ledger_lot set rest = rest + v_part.amount - v_took, is_open = true where id = v_part.lot_id;
    end if;
    v_left := v_left - v_took;
  end loop;
end $$;

comment on function ledger_free is 'Ends what a hold kept of lots: so much goes with the transfer, what ends first goes first, the rest is back in its lots.';

create function ledger_post_hold(p_id uuid, p_fingerprint uuid, p_hold uuid, p_amount bigint, p_at timestamptz, p_made_by uuid,
  p_action_id uuid, out "isNew" boolean, out "fromBalance" bigint, out "toBalance" bigint)
language plpgsql as $$
declare
  v_hold   ledger_hold;
  v_amount bigint;
  v_from   ledger_balance;
  v_to     ledger_balance;
begin
  select * into v_hold from ledger_hold where id = p_hold for update;
  if not found then
    perform ledger_refuse(404, 'ledger.hold-unknown');
  end if;
  if exists (select from ledger_transfer where id = p_id) then
    select * into "isNew", "fromBalance", "toBalance" from ledger_repeat(p_id, p_fingerprint);
    return;
  end if;
  if v_hold.state <> 'open' or v_hold.expires_at <= p_at then
    perform ledger_refuse(409, 'ledger.hold-not-open',
      jsonb_build_object('state', case when v_hold.state = 'open' then 'expired' else v_hold.state end));
  end if;
  v_amount := coalesce(p_amount, v_hold.amount);
  if v_amount < 1 then
    perform ledger_refuse(422, 'ledger.amount-not-positive');
  end if;
  if v_amount > v_hold.amount then
    perform ledger_refuse(422, 'ledger.amount-over-hold', jsonb_build_object('held', v_hold.amount, 'amount', v_amount));
  end if;
  insert into ledger_transfer
    (id, fingerprint, at, unit, rule, from_account, to_account, amount, evidence_table, evidence_id, made_by, action_id)
    values (p_id, p_fingerprint, p_at, v_hold.unit, v_hold.rule, v_hold.from_account, v_hold.to_account, v_amount,
      v_hold.evidence_table, v_hold.evidence_id, p_made_by, p_action_id);

  for v_side in 1..2 loop
    if (v_side = 1) = (v_hold.held_account < v_hold.to_account) then
      update ledger_balance set balance = balance - v_amount, held = held - v_hold.amount, version = version + 1
        where account_id = v_hold.held_account returning * into v_from;
      if v_from.keeps_lots then
        perform ledger_free(p_hold, v_amount, p_id);
      end if;
    else
      v_to := ledger_credit(v_hold.to_account, v_hold.unit, v_hold.to_kind, v_hold.to_owner, v_amount, p_id, p_at);
      if v_to.keeps_lots then
        insert into ledger_lot (id, account_id, amount, rest) values (p_id, v_hold.to_account, v_amount, v_amount);
      end if;
    end if;
  end loop;
  insert into ledger_entry (transfer_id, account_id, version, amount, balance)
    values (p_id, v_hold.held_account, v_from.version, -v_amount, v_from.balance),
           (p_id, coalesce(v_to.account_id, v_hold.to_account), v_to.version, v_amount, v_to.balance);
  update ledger_hold set state = 'posted', ended_at = p_at, ended_id = p_id, ended_by = p_made_by, ended_action = p_action_id,
    posted_amount = v_amount where id = p_hold;
  "isNew" := true;
  "fromBalance" := v_from.balance;
  "toBalance" := v_to.balance;
end $$;

comment on function ledger_post_hold is 'Makes all or part of a hold a transfer; the rest is free again.';

create function ledger_void_hold(p_id uuid, p_hold uuid, p_at timestamptz, p_made_by uuid, p_action_id uuid, p_state text,
  out "isNew" boolean)
language plpgsql as $$
declare
  v_hold    ledger_hold;
  v_balance ledger_balance;
begin
  select * into v_hold from ledger_hold where id = p_hold for update;
  if not found then
    perform ledger_refuse(404, 'ledger.hold-unknown');
  end if;
  if v_hold.state = p_state and v_hold.ended_id = p_id then
    "isNew" := false;
    return;
  end if;
  if v_hold.state <> 'open' then
    perform ledger_refuse(409, 'ledger.hold-not-open', jsonb_build_object('state', v_hold.state));
  end if;
  update ledger_balance set held = held - v_hold.amount where account_id = v_hold.held_account returning * into v_balance;
  if v_balance.keeps_lots then
    perform ledger_free(p_hold, 0, null);
  end if;
  update ledger_hold set state = p_state, ended_at = p_at, ended_id = p_id, ended_by = p_made_by, ended_action = p_action_id
    where id = p_hold;
  "isNew" := true;
end $$;

comment on function ledger_void_hold is 'Ends a hold without a transfer: voided by who asks, or expired by the clock.';

create function ledger_expire_holds(p_now timestamptz, p_limit int) returns int language plpgsql as $$
declare
  v_hold record;
  v_done int := 0;
begin
  for v_hold in
    select id from (
      select id, held_account from ledger_hold where state = 'open' and expires_at <= p_now
      order by expires_at limit p_limit for update skip locked) due
    order by held_account, id
  loop
    perform ledger_void_hold(v_hold.id, v_hold.id, p_now, null, null, 'expired');
    v_done := v_done + 1;
  end loop;
  return v_done;
end $$;

comment on function ledger_expire_holds is 'Ends holds whose instant has come; what somebody else is ending is left to them.';

create function ledger_expire_lots(p_now timestamptz, p_limit int) returns int language plpgsql as $$
declare
  v_due     record;
  v_lot     ledger_lot;
  v_balance ledger_balance;
  v_sink    uuid;
  v_id      uuid;
  v_done    int := 0;
begin
  for v_due in
    select due.id, due.account_id, a.unit, k.expired_kind
    from (select id, account_id from ledger_lot where is_open and expires_at < 'infinity' and expires_at <= p_now
          order by expires_at limit p_limit) due
    join ledger_account a on a.id = due.account_id join ledger_kind k on k.unit = a.unit and k.kind = a.kind
    order by due.account_id, due.id
  loop
    perform 1 from ledger_balance where account_id = v_due.account_id for update;
    -- whoever was first left nothing of it
    select * into v_lot from ledger_lot where id = v_due.id and is_open;
    continue when not found;
    select id into strict v_sink from ledger_account where unit = v_due.unit and kind = v_due.expired_kind;
    v_id := gen_random_uuid();
    update ledger_balance set balance = balance - v_lot.rest, version = version + 1 where account_id = v_due.account_id
      returning * into v_balance;
    update ledger_lot set rest = 0, is_open = false where id = v_lot.id;
    insert into ledger_transfer (id, fingerprint, at, unit, rule, from_account, to_account, amount, evidence_table, evidence_id)
      values (v_id, v_id, p_now, v_due.unit, 'ledger.expired', v_due.account_id, v_sink, v_lot.rest, 'ledger_lot', v_lot.id);
    insert into ledger_entry (transfer_id, account_id, version, amount, balance)
      values (v_id, v_due.account_id, v_balance.version, -v_lot.rest, v_balance.balance), (v_id, v_sink, null, v_lot.rest, null);
    insert into ledger_allocation (transfer_id, lot_id, amount) values (v_id, v_lot.id, v_lot.rest);
    v_done := v_done + 1;
  end loop;
  return v_done;
end $$;

comment on function ledger_expire_lots is 'Moves what is left of lots whose instant has come to the system account that their kind names.';

create function ledger_reverse(p_id uuid, p_fingerprint uuid, p_origin uuid, p_at timestamptz, p_reason text, p_made_by uuid,
  p_action_id uuid, p_second_by uuid, p_amount_alone bigint,
  out "isNew" boolean, out "fromBalance" bigint, out "toBalance" bigint)
language plpgsql as $$
declare
  v_origin ledger_transfer;
  v_giver  uuid;
  v_taker  uuid;
  v_from   ledger_balance;
  v_to     ledger_balance;
begin
  select * into v_origin from ledger_transfer where id = p_origin;
  if not found then
    perform ledger_refuse(404, 'ledger.transfer-unknown');
  end if;
  if v_origin.rule like 'ledger.%' or exists (select from ledger_reversal where transfer_id = p_origin) then
    perform ledger_refuse(409, 'ledger.not-reversible');
  end if;
  if v_origin.amount > p_amount_alone and p_second_by is null then
    perform ledger_refuse(409, 'ledger.second-person', jsonb_build_object('amount', v_origin.amount, 'most', p_amount_alone));
  end if;
  if p_second_by = p_made_by then
    perform ledger_refuse(422, 'ledger.same-person');
  end if;
  insert into ledger_transfer
    (id, fingerprint, at, unit, rule, from_account, to_account, amount, evidence_table, evidence_id, made_by, action_id)
    values (p_id, p_fingerprint, p_at, v_origin.unit, v_origin.rule, v_origin.to_account, v_origin.from_account, v_origin.amount,
      v_origin.evidence_table, v_origin.evidence_id, p_made_by, p_action_id)
    on conflict (id) do nothing;
  if not found then
    select * into "isNew", "fromBalance", "toBalance" from ledger_repeat(p_id, p_fingerprint);
    return;
  end if;
  insert into ledger_reversal (transfer_id, reverses, reason, amount, amount_alone, made_by, second_by)
    values (p_id, p_origin, p_reason, v_origin.amount, p_amount_alone, p_made_by, p_second_by) on conflict (reverses) do nothing;
  if not found then
    perform ledger_refuse(409, 'ledger.reversed');
  end if;

  -- who gives back is who got it, the very part of a pool included
  select coalesce(max(account_id::text) filter (where amount > 0)::uuid, v_origin.to_account),
      coalesce(max(account_id::text) filter (where amount < 0)::uuid, v_origin.from_account) into v_giver, v_taker
    from ledger_entry where transfer_id = p_origin and version is not null;
  for v_side in 1..2 loop
    if (v_side = 1) = (v_giver < v_taker) then
      update ledger_balance set balance = balance - v_origin.amount, version = version + 1
        where account_id = v_giver and balance - held - v_origin.amount >= floor returning * into v_from;
      if not found and exists (select from ledger_balance where account_id = v_giver) then
        select * into v_from from ledger_balance where account_id = v_giver;
        perform ledger_refuse(409, 'ledger.balance-low',
          jsonb_build_object('available', v_from.balance - v_from.held - v_from.floor, 'amount', v_origin.amount));
      end if;
      if v_from.keeps_lots then
        update ledger_lot set rest = 0, is_open = false where id = p_origin and rest = amount;
        if not found then
          perform ledger_refuse(409, 'ledger.spent-since');
        end if;
        insert into ledger_allocation (transfer_id, lot_id, amount) values (p_id, p_origin, v_origin.amount);
      end if;
    else
      update ledger_balance set balance = balance + v_origin.amount, version = version + 1
        where account_id = v_taker returning * into v_to;
      if v_to.keeps_lots then
        update ledger_lot l set rest = l.rest + a.amount, is_open = true from ledger_allocation a where a.transfer_id = p_origin and l.id = a.lot_id;
        insert into ledger_allocation (transfer_id, lot_id, amount)
          select p_id, lot_id, -amount from ledger_allocation where transfer_id = p_origin;
      end if;
    end if;
  end loop;
  insert into ledger_entry (transfer_id, account_id, version, amount, balance)
    values (p_id, v_giver, v_from.version, -v_origin.amount, v_from.balance),
           (p_id, v_taker, v_to.version, v_origin.amount, v_to.balance);
  "isNew" := true;
  "fromBalance" := v_from.balance;
  "toBalance" := v_to.balance;
end $$;

comment on function ledger_reverse is
  'Takes a whole transfer back: once, with a reason, out of the lot that it made and into the lots that it took from.';
