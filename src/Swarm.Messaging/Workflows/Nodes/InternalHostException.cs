using System.Net;

namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>A node wanted to reach a host that it may not.</summary>
internal sealed class InternalHostException(string host, int port, IReadOnlyCollection<IPAddress> addresses) : SwarmException(
    $"{host} is an internal address ({string.Join(", ", addresses)}), and nodes reach those only where the host allows it: "
    + $"add {HostName.At(host.Trim('[', ']'), port)}, or {host.Trim('[', ']')} for all its ports, to Workflows:AllowedHosts if it is meant.")
{
    public override bool Transient => false;
}
