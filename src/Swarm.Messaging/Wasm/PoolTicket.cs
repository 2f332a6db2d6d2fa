namespace Swarm.Messaging.Wasm;

/// <summary>What came of asking for a slot.</summary>
/// <param name="Slot">Null as its result: none came in time, or the pool closes.</param>
/// <param name="RequestId">Null when a slot was free.</param>
/// <param name="QueuePosition">1 for the next one to be served; 0 when a slot was free.</param>
internal readonly record struct PoolTicket(ValueTask<InstanceSlot?> Slot, string? RequestId = null, int QueuePosition = 0)
{
    public bool Queued => RequestId is not null;
}
