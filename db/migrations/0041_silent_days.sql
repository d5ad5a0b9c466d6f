-- What residents were told after they said nothing names the days they were waited for; older notices said seven in their words.
update notice n set facts = n.facts || jsonb_build_object('n', a.facts -> 'days')
from action a
where a.id = n.action_id and n.key = 'notice.silent' and a.facts ? 'days' and not n.facts ? 'n';
