using Swarm.Messaging.Swarms.Leadership;

namespace Swarm.Messaging.Cli.Bench.Faults;

/// <summary>What must be true of the writes that the store accepted from leaders, in its own order, whatever happened to their processes.</summary>
internal static class WriteLogCheck
{
    private static readonly string[] Ends = ["release", "end", "gone"];

    /// <returns>Each violation as a sentence; none: no two led at a time.</returns>
    public static IReadOnlyList<string> Violations(IReadOnlyList<LeaderWrite> writes)
    {
        var found = new List<string>();
        LeaderWrite? last = null;
        var ended = false;
        foreach (var write in writes)
        {
            if (last is not null && write.Epoch < last.Epoch)
                found.Add($"{write.Kind} of epoch {write.Epoch} was accepted at {write.At:O}, after {last.Kind} of epoch {last.Epoch}.");
            else if (last is null || write.Epoch > last.Epoch)
                Begins(write, last, found);
            else if (write.Token != last.Token)
                found.Add($"Epoch {write.Epoch} was written by two owners: {write.Kind} at {write.At:O} is not of whoever wrote {last.Kind}.");
            else if (write.Kind == "acquire")
                found.Add($"Epoch {write.Epoch} was acquired again at {write.At:O}.");
            else if (ended)
                found.Add($"{write.Kind} of epoch {write.Epoch} was accepted at {write.At:O}, after it had ended.");
            if (last is null || write.Epoch >= last.Epoch)
                (last, ended) = (write, Ends.Contains(write.Kind));
        }

        return found;
    }

    /// <summary>That nobody acquired the lease before the one before had run out, unless it had been given back or its owner was gone. Only where no swarm is interrupted.</summary>
    public static IReadOnlyList<string> Early(IReadOnlyList<LeaderWrite> writes, TimeSpan lease)
    {
        var found = new List<string>();
        LeaderWrite? renewed = null;
        foreach (var write in writes)
        {
            if (write.Kind == "acquire" && renewed is not null && write.At < renewed.At + lease)
                found.Add($"Epoch {write.Epoch} was acquired at {write.At:O}; the lease of epoch {renewed.Epoch} lasted to {renewed.At + lease:O}.");
            renewed = write.Kind is "acquire" or "renew" ? write : Ends.Contains(write.Kind) ? null : renewed;
        }

        return found;
    }

    private static void Begins(LeaderWrite write, LeaderWrite? last, List<string> found)
    {
        if (write.Kind != "acquire")
            found.Add($"Epoch {write.Epoch} begins with {write.Kind} at {write.At:O}, not with its acquisition.");
        if (last is not null && write.Epoch != last.Epoch + 1)
            found.Add($"Epoch {write.Epoch} follows epoch {last.Epoch}.");
    }
}
