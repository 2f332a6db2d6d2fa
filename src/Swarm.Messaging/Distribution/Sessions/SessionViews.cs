using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Placement.Sessions;

namespace Swarm.Messaging.Distribution.Sessions;

/// <summary>How a session is shown.</summary>
internal static class SessionViews
{
    public static BrowserSession Of(SessionReport session, DistributionOptions options) => new()
    {
        SessionId = session.SessionId,
        AgentId = session.TargetId,
        ActiveTaskCount = session.Active,
        ClientAffinity = session.Client,
        CreatedAt = session.CreatedAt,
        LastUsed = session.LastUsed,
        Health = session.Health,
        HealthClass = SessionHealth.Of(session.Health, options),
        MaxConcurrentTasks = session.Slots,
        Draining = session.Draining,
        Breaker = session.Breaker.State,
    };
}
