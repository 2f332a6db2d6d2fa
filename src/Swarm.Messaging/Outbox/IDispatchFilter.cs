using Swarm.Messaging.Contracts.Execution;

namespace Swarm.Messaging.Outbox;

/// <summary>What leaves for a target may be less than what was submitted: some of it may not be wanted any more. Asked for every attempt that leaves.</summary>
internal interface IDispatchFilter
{
    /// <returns>What is sent; null: nothing of it is wanted any more, and nothing is sent.</returns>
    ValueTask<ReadOnlyMemory<byte>?> FilterAsync(ExecuteTask task, ReadOnlyMemory<byte> payload, CancellationToken cancellation);
}
