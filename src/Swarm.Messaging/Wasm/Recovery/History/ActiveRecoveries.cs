using System.Globalization;
using System.Text;
using Swarm.Messaging.Channels;

namespace Swarm.Messaging.Wasm.Recovery.History;

/// <summary>Tasks between their first failure and the end of their recovery, with the time of that failure.</summary>
internal sealed class ActiveRecoveries(ISharedDocuments documents, TimeProvider time)
{
    private const string Key = "swarm-messaging:recoveries:active";

    // The end may be seen by another host before the beginning is, and then nobody ends it.
    private static readonly TimeSpan Longest = TimeSpan.FromHours(6);

    /// <param name="firstFailure">By the clock of the host that saw it.</param>
    public Task BeginAsync(string taskId, DateTimeOffset firstFailure, CancellationToken cancellation) => documents.SetFieldsAsync(
        Key,
        new Dictionary<string, ReadOnlyMemory<byte>>
        {
            [taskId] = Encoding.ASCII.GetBytes(firstFailure.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)),
        },
        null,
        cancellation);

    /// <returns>When it began; null when nobody saw that.</returns>
    public async Task<DateTimeOffset?> EndAsync(string taskId, CancellationToken cancellation)
    {
        var all = await documents.GetFieldsAsync(Key, cancellation).ConfigureAwait(false);
        if (!all.TryGetValue(taskId, out var since))
            return null;
        await documents.RemoveFieldsAsync(Key, [taskId], cancellation).ConfigureAwait(false);
        return Time(since);
    }

    public async Task<int> CountAsync(CancellationToken cancellation)
    {
        var all = await documents.GetFieldsAsync(Key, cancellation).ConfigureAwait(false);
        string[] old = [.. all.Where(a => time.GetUtcNow() - Time(a.Value) > Longest).Select(a => a.Key)];
        await documents.RemoveFieldsAsync(Key, old, cancellation).ConfigureAwait(false);
        return all.Count - old.Length;
    }

    private static DateTimeOffset Time(ReadOnlyMemory<byte> value) => DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(value.Span));
}
