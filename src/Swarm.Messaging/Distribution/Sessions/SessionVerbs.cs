using MassTransit;
using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Placement.Sessions;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Distribution.Sessions;

/// <summary>What becomes known of a session.</summary>
internal static class SessionVerbs
{
    public static void Open(BehaviorContext<SessionSaga, SessionOpened> c)
    {
        Take(c);
        (c.Saga.OpenedAt, c.Saga.EndedAt) = (c.Message.Change.At, null);
        Tell(c, new BrowserSessionRegistered { SessionId = c.Saga.Id });
    }

    public static void Bind(BehaviorContext<SessionSaga, SessionBound> c) => Take(c);

    public static void Drain(BehaviorContext<SessionSaga, SessionDrains> c)
    {
        Take(c);
        Tell(c, new BrowserSessionReleased { SessionId = c.Saga.Id });
    }

    public static void End(BehaviorContext<SessionSaga, SessionEnded> c)
    {
        Take(c);
        c.Saga.EndedAt = c.Message.Change.At;
        Tell(c, new BrowserSessionCleaned { SessionId = c.Saga.Id });
    }

    private static void Take<T>(BehaviorContext<SessionSaga, T> c)
        where T : class, ISessionNews
    {
        var change = c.Message.Change;
        c.Saga.AgentId = change.TargetId;
        c.Saga.Client = change.Client ?? c.Saga.Client;
        c.GetPayload<SagaEffects>().Describe(0, change.TargetId, Words(change));
    }

    private static string Words(SessionChange change) => change switch
    {
        { What: SessionChanges.Bound } => $"bound to {change.Client}",
        { Reason: { } reason } => $"{change.What}: {reason}",
        { Client: { } client } => $"{change.What} for {client}",
        _ => change.What,
    };

    private static void Tell<T>(BehaviorContext<SessionSaga, T> c, DistributionEvent said)
        where T : class, ISessionNews
    {
        var change = c.Message.Change;
        c.GetPayload<SagaEffects>().Emit(new Emission.ToHearers(said with
        {
            Id = $"session:{c.Saga.Id}:{change.Id}",
            ClientId = c.Saga.Client.Length == 0 ? null : c.Saga.Client,
            At = change.At,
        }));
    }
}
