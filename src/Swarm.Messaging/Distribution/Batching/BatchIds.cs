using System.Security.Cryptography;
using System.Text;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Distribution.Batching;

/// <summary>The ids of windows and batches. A batch's id names its window, so that a batch that still collects is found by its own id.</summary>
internal static class BatchIds
{
    private const string BatchMark = "batch_";
    private const string WindowMark = "w-";
    private const int HashLength = 24;

    private static readonly Guid Namespace = new("0b6f5b7a-0f0d-4f0e-9d0c-6a1a7f3f2d44");

    public static Guid Correlation(string type, string id) => NameGuid.Create(Namespace, $"{type}:{id}");

    public static string Window(string client, string operation) =>
        WindowMark + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{client}:{operation}")))[..HashLength];

    /// <param name="number">Rises within the window.</param>
    public static string Batch(string windowId, long number) => $"{BatchMark}{windowId[WindowMark.Length..]}_{number}";

    /// <summary>The one task that an agent gets for a batch.</summary>
    public static string BulkTask(string batchId) => $"{batchId}.bulk";

    /// <summary>
    /// A task joins once: what it says again, because it has not heard of its batch yet, is the same item, which the window has had even
    /// when it was flushed meanwhile. Otherwise it would open the next batch, in which nothing could be expected of it.
    /// </summary>
    /// <returns>Null for notes that do not say when.</returns>
    public static string? Joining(BatchNote.Join join) => join.Since == 0 ? null : $"join:{join.TaskId}:{join.Since}";

    /// <returns>Null when it is no batch's id.</returns>
    public static string? WindowOf(string batchId) =>
        batchId.StartsWith(BatchMark, StringComparison.Ordinal) && batchId.LastIndexOf('_') is var end && end == BatchMark.Length + HashLength
            ? WindowMark + batchId[BatchMark.Length..end]
            : null;

    /// <summary>Null for timers, which only items raise.</summary>
    public static string? Of(object sagaEvent) => sagaEvent switch
    {
        WindowJoined joined => joined.WindowId,
        WindowLeft left => left.WindowId,
        BatchBegun begun => begun.Begin.BatchId,
        MemberEnded ended => ended.BatchId,
        MemberAbsent absent => absent.BatchId,
        BulkRefused refused => refused.BatchId,
        _ => null,
    };
}
