using System.Text.Json;

namespace Swarm.Messaging.Control;

/// <summary>What a control message is worth. A closed set.</summary>
internal abstract record ControlVerdict
{
    private ControlVerdict()
    {
    }

    /// <param name="First">This host is the first of the installation that saw it: what is to be done once it does. What every host does for itself it does in any case.</param>
    public sealed record Accepted(JsonElement Message, bool First) : ControlVerdict;

    /// <summary>What this host took by another way and told the others comes back to it by the channel: nothing to do.</summary>
    public sealed record Echo : ControlVerdict;

    /// <param name="Code">malformed, no_key, unsigned, bad_signature, stale or replayed.</param>
    /// <param name="Reason">A sentence without anything of the key.</param>
    public sealed record Refused(string Code, string Reason) : ControlVerdict;
}
