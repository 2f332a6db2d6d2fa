using Swarm.Messaging.Hosting;

namespace Swarm.Messaging.Bus;

/// <summary>How attempts get to a target's queue.</summary>
internal sealed class TargetRoutes(SwarmOptions options, BusNames names)
{
    // exchange: and not queue:, which would declare the queue again without its arguments.
    private readonly Uri? shared = options.Broker is null ? null : new($"exchange:{names.Targets}?type=direct");

    /// <param name="address">The target's, as placement knows it: the name of its queue.</param>
    /// <returns>On the broker the routing key says which target; in memory the exchange does.</returns>
    public (Uri Exchange, string? RoutingKey) To(string address) => shared is null ? (new Uri("exchange:" + address), null) : (shared, address);
}
