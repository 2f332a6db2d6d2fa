namespace Swarm.Messaging.Alerts;

/// <summary>Conditions somebody should know of.</summary>
internal static class AlertNames
{
    public const string QueueBacklog = "queue-backlog";
    public const string BacklogFull = "backlog-full";
    public const string ErrorRate = "error-rate";
}
