namespace Swarm.Messaging.Wasm;

/// <param name="Type"><c>scale_up</c> or <c>scale_down</c>.</param>
/// <param name="PoolSize">After it.</param>
/// <param name="Timestamp">Epoch ms.</param>
internal sealed record ScalingEvent(string Type, string InstanceId, int PoolSize, long Timestamp)
{
    public const string Up = "scale_up";
    public const string Down = "scale_down";
}
