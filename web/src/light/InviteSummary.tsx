import type { LandingGroup, LandingReply } from '../../../src/shared/wire/redemptions.ts';
import { Heading } from '../components/Heading.tsx';
import { Person } from '../components/Person.tsx';
import { formatMoment, T, t } from '../i18n/index.tsx';
import { expiresSoon } from './expiry.ts';

/** Who invites, where to, to which groups, and what joining does. `newcomer`: without an account so far. */
export function InviteSummary({ invite, newcomer }: { invite: LandingReply; newcomer: boolean }) {
  const { invited_by, site_title, groups } = invite;
  return (
    <>
      <div className="stack head">
        <Heading title={t('invite.title', { site: site_title })}>
          <T k="invite.title" site={site_title} />
        </Heading>
        <Person username={invited_by.username} name={invited_by.name}>
          <T k="invite.by" name={invited_by.name || invited_by.username} />
        </Person>
      </div>
      <div className="stack">
        {groups.length > 0 ? (
          <>
            <h2>{t('invite.groups', { count: groups.length })}</h2>
            <ul className="groups">
              {groups.map((group) => (
                <Group key={group.id} group={group} />
              ))}
            </ul>
          </>
        ) : (
          <p>
            <T k="invite.no_groups" site={site_title} />
          </p>
        )}
        <div className="soft small">
          {newcomer && <p>{t('invite.default_trust_level', { level: invite.default_trust_level })}</p>}
          {expiresSoon(invite) && (
            <p>
              <T k="invite.until" moment={formatMoment(invite.expires_at)} />
            </p>
          )}
        </div>
        {newcomer && invite.requires_approval && (
          <p className="notice">
            <T k="invite.approval" site={site_title} />
          </p>
        )}
      </div>
    </>
  );
}

function Group({ group }: { group: LandingGroup }) {
  const { full_name, name, grant_trust_level, title, primary_group } = group;
  return (
    <li>
      <strong>
        <bdi>{full_name || name}</bdi>
      </strong>
      {full_name && (
        <span className="soft small">
          {' '}
          <bdi>{name}</bdi>
        </span>
      )}
      {(grant_trust_level !== null || title || primary_group) && (
        <ul className="effects">
          {grant_trust_level !== null && <li>{t('invite.trust_level', { level: grant_trust_level })}</li>}
          {title && (
            <li>
              <T k="invite.group_title" title={title} />
            </li>
          )}
          {primary_group && <li>{t('invite.primary_group')}</li>}
        </ul>
      )}
    </li>
  );
}
