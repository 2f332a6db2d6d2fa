using System.Globalization;
using System.Text;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Wasm.Recovery.Instances;

namespace Swarm.Messaging.Wasm;

/// <summary>
/// The pool as outside readers find it in the store: the registry of instances, keys of each, the snapshot of all hosts. A host writes
/// what is its own; what a dead host left is taken away by any other.
/// </summary>
internal sealed class PoolKeys(
    InstancePool pool, ISharedDocuments documents, IPlacementStore placement, IEnumerable<ICodePairs> pairs, HostIdentity host, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan SnapshotTtl = TimeSpan.FromSeconds(3600);

    private readonly SemaphoreSlim turn = new(1);
    private readonly HashSet<string> written = new(StringComparer.Ordinal);

    /// <summary>Writes what this host's pool is now: instances that are ready appear, those that went disappear.</summary>
    /// <returns>How many instances are written.</returns>
    public async Task<int> WriteAsync(CancellationToken cancellation)
    {
        // One at a time: an older look must not be written over a newer one.
        await turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var report = pool.Report(host.HostId);
            var ready = report.Instances.Where(i => i.Incarnation > 0 && i.Status != "failed").ToList();
            IReadOnlyList<string> capabilities = [.. pairs.SelectMany(p => p.Pairs)];
            await documents.SetFieldsAsync(
                PoolNames.Instances, ready.ToDictionary(i => i.Id, i => PoolJson.Write(i with { Capabilities = capabilities }), StringComparer.Ordinal), null, cancellation).ConfigureAwait(false);
            foreach (var instance in ready)
            {
                written.Add(instance.Id);
                await WriteInstanceAsync(instance, cancellation).ConfigureAwait(false);
            }

            await RemoveAsync([.. written.Except(ready.Select(i => i.Id))], cancellation).ConfigureAwait(false);
            await documents.SetFieldsAsync(
                PoolNames.Hosts, new Dictionary<string, ReadOnlyMemory<byte>> { [host.HostId] = PoolJson.Write(report) }, null, cancellation).ConfigureAwait(false);
            await WriteSnapshotAsync(cancellation).ConfigureAwait(false);
            return ready.Count;
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    /// <summary>This host goes: nothing of it stays.</summary>
    public async Task WithdrawAsync(CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await RemoveAsync([.. written], cancellation).ConfigureAwait(false);
            await documents.RemoveFieldsAsync(PoolNames.Hosts, [host.HostId], cancellation).ConfigureAwait(false);
            await WriteSnapshotAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Takes away what hosts have left that are gone. Instances that others registered, without a host, are theirs.</summary>
    /// <returns>How many instances.</returns>
    public async Task<int> CleanAsync(CancellationToken cancellation)
    {
        var targets = (await placement.ReportAsync(cancellation).ConfigureAwait(false)).Targets;
        var alive = targets.Where(t => t.Status != "lost").Select(t => t.HostId).Append(host.HostId).ToHashSet(StringComparer.Ordinal);
        var instances = await documents.GetFieldsAsync(PoolNames.Instances, cancellation).ConfigureAwait(false);
        var left = instances.Where(i => PoolJson.Read<Owned>(i.Value) is { HostId: { } owner } && !alive.Contains(owner)).Select(i => i.Key).ToList();
        await RemoveAsync(left, cancellation).ConfigureAwait(false);
        var hosts = await documents.GetFieldsAsync(PoolNames.Hosts, cancellation).ConfigureAwait(false);
        await documents.RemoveFieldsAsync(PoolNames.Hosts, [.. hosts.Keys.Where(h => !alive.Contains(h))], cancellation).ConfigureAwait(false);
        return left.Count;
    }

    /// <summary>All hosts, this one as it is now.</summary>
    public async Task<PoolOverview> OverviewAsync(CancellationToken cancellation)
    {
        var hosts = await documents.GetFieldsAsync(PoolNames.Hosts, cancellation).ConfigureAwait(false);
        var others = hosts.Where(h => h.Key != host.HostId).Select(h => PoolJson.Read<PoolReport>(h.Value)).OfType<PoolReport>();
        IEnumerable<PoolReport> own = pool.HasEngine ? [pool.Report(host.HostId)] : [];
        return PoolOverview.Of([.. own.Concat(others).OrderBy(h => h.HostId, StringComparer.Ordinal)], time.GetUtcNow());
    }

    private async Task WriteInstanceAsync(InstanceReport instance, CancellationToken cancellation)
    {
        var status = instance.Healthy ? instance.Status == "initializing" ? instance.Status : "healthy" : "unhealthy";
        await documents.SetAsync(
            InstanceKeys.Health(instance.Id),
            PoolJson.Write(new { status, instance.HostId, instance.Incarnation, timestamp = time.GetUtcNow().ToUnixTimeMilliseconds() }), null, cancellation).ConfigureAwait(false);
        await documents.SetFieldsAsync(
            PoolNames.Memory(instance.Id),
            new Dictionary<string, ReadOnlyMemory<byte>> { ["allocated"] = Number(instance.Memory.Allocated), ["used"] = Number(instance.Memory.Used) },
            null, cancellation).ConfigureAwait(false);
        if (pool.EngineOf(instance.Id)?.Cached is { Count: > 0 } modules)
            await documents.SetAsync(InstanceKeys.Cache(instance.Id), PoolJson.Write(new { modules }), null, cancellation).ConfigureAwait(false);
        else
            await documents.DeleteAsync(InstanceKeys.Cache(instance.Id), cancellation).ConfigureAwait(false);
    }

    private async Task RemoveAsync(IReadOnlyCollection<string> gone, CancellationToken cancellation)
    {
        await documents.RemoveFieldsAsync(PoolNames.Instances, gone, cancellation).ConfigureAwait(false);
        foreach (var id in gone)
        {
            foreach (var key in new[] { InstanceKeys.Health(id), InstanceKeys.Cache(id), PoolNames.Memory(id) })
                await documents.DeleteAsync(key, cancellation).ConfigureAwait(false);
            written.Remove(id);
        }
    }

    private async Task WriteSnapshotAsync(CancellationToken cancellation)
    {
        var hosts = await documents.GetFieldsAsync(PoolNames.Hosts, cancellation).ConfigureAwait(false);
        var reports = hosts.Values.Select(PoolJson.Read<PoolReport>).OfType<PoolReport>().OrderBy(h => h.HostId, StringComparer.Ordinal);
        await documents.SetAsync(PoolNames.Snapshot, PoolJson.Write(PoolOverview.Of([.. reports], time.GetUtcNow())), SnapshotTtl, cancellation).ConfigureAwait(false);
    }

    private static ReadOnlyMemory<byte> Number(double value) => Encoding.UTF8.GetBytes(value.ToString(CultureInfo.InvariantCulture));

    private sealed record Owned(string? HostId);
}
