-- What every transfer writes has one check less, which PostgreSQL reads anew for each statement (decisions 0028 and 0050): five of
-- the 85 microseconds of an award. The two functions that are told who goes where, by whom, ask it themselves; ends of holds have it
-- on their own rows, reversals always have an action, and checkLedger asks it of everything.

alter table ledger_transfer drop constraint ledger_transfer_goes_somewhere_by_somebody;

create or replace function ledger_post(
  p_id uuid, p_fingerprint uuid, p_at timestamptz, p_unit text, p_rule text,
  p_from uuid, p_from_kind text, p_from_owner uuid, p_to uuid, p_to_kind text, p_to_owner uuid,
  p_amount bigint, p_expires_at timestamptz, p_evidence_table text, p_evidence_id uuid, p_made_by uuid, p_action_id uuid,
  out "isNew" boolean, out "fromBalance" bigint, out "toBalance" bigint)
language plpgsql as $$
declare
  v_from  ledger_balance;
  v_to    ledger_balance;
begin
  if p_from = p_to or p_made_by is not null and p_action_id is null then
    raise exception 'a transfer goes somewhere, and by a person only in an action';
  end if;
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

create or replace function ledger_post_many(
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
  if p_from = any(p_tos) or p_made_by is not null and p_action_id is null then
    raise exception 'a transfer goes somewhere, and by a person only in an action';
  end if;
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

-- A part that was locked and turned out too low stayed locked while its finder waited for another one: two could wait for each other.
create or replace function ledger_pick(p_pool uuid, p_shards int, p_seed uuid, p_amount bigint, p_at timestamptz, p_unit text) returns uuid
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
    raise exception using errcode = 'LG000';
  exception when sqlstate 'LG000' then
    -- a part that had too little by the time it was locked is let go of here: who waits below holds none
  end;
  begin
    -- both are held or low; where there is enough, waiting for one is less than looking for another
    perform 1 from ledger_balance where account_id = v_account and balance - held - floor >= p_amount for update;
    if found then return v_account; end if;
    raise exception using errcode = 'LG000';
  exception when sqlstate 'LG000' then
    -- the same
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
