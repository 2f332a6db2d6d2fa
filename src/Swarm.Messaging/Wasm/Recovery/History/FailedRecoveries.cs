using System.Globalization;
using System.Text;
using Swarm.Messaging.Alerts;
using Swarm.Messaging.Channels;

namespace Swarm.Messaging.Wasm.Recovery.History;

/// <summary>
/// The alert recovery-failed, by class of failure: it begins when recovery did not save a task, and ends when it saves one of that class
/// again, or when none has failed for ten minutes.
/// </summary>
internal sealed class FailedRecoveries(AlertService alerts, IAlertStore store, ICounters counters, ISharedDocuments documents, TimeProvider time)
{
    private const string Area = "recovery-failed";
    private const string LastKey = "swarm-messaging:recoveries:last-failed";

    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(10);

    public async Task FailedAsync(string errorType, CancellationToken cancellation)
    {
        await counters.AddAsync(Area, new Dictionary<string, double> { [errorType] = 1 }, cancellation).ConfigureAwait(false);
        var now = Encoding.ASCII.GetBytes(time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
        await documents.SetFieldsAsync(LastKey, new Dictionary<string, ReadOnlyMemory<byte>> { [errorType] = now }, null, cancellation).ConfigureAwait(false);
        var failed = (await counters.ReadAsync(Area, cancellation).ConfigureAwait(false)).GetValueOrDefault(errorType, 1);
        await alerts.RaiseAsync(
            new Condition(
                AlertNames.RecoveryFailed, "warning", errorType, failed, 0, true, false,
                "Recovery in WebAssembly did not save a task: swarm status errors shows the newest failures and which actions failed. Look at the module and its limits."),
            cancellation).ConfigureAwait(false);
    }

    public async Task SucceededAsync(string errorType, CancellationToken cancellation)
    {
        if ((await counters.ReadAsync(Area, cancellation).ConfigureAwait(false)).ContainsKey(errorType))
            await EndAsync(errorType, cancellation).ConfigureAwait(false);
    }

    /// <returns>How many ended because nothing failed any more.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellation)
    {
        var ended = 0;
        var active = (await store.ListActiveAsync(cancellation).ConfigureAwait(false)).Where(a => a.Name == AlertNames.RecoveryFailed).ToList();
        if (active.Count == 0)
            return 0;
        var last = await documents.GetFieldsAsync(LastKey, cancellation).ConfigureAwait(false);
        foreach (var alert in active)
        {
            if (last.TryGetValue(alert.Subject, out var at) && time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(at.Span)) < Quiet)
                continue;
            ended += await EndAsync(alert.Subject, cancellation).ConfigureAwait(false) ? 1 : 0;
        }

        return ended;
    }

    private async Task<bool> EndAsync(string errorType, CancellationToken cancellation)
    {
        await counters.RemoveAsync(Area, [errorType], cancellation).ConfigureAwait(false);
        await documents.RemoveFieldsAsync(LastKey, [errorType], cancellation).ConfigureAwait(false);
        return await alerts.ClearAsync(AlertNames.RecoveryFailed, errorType, 0, cancellation).ConfigureAwait(false);
    }
}
