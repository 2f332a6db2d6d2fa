namespace Swarm.Messaging.Workflows;

/// <summary>Why a run begins no more nodes.</summary>
internal static class StopCauses
{
    public const string NodeFailed = "node_failed";
    public const string Timeout = "timeout";
    public const string Cancelled = "cancelled";
}
