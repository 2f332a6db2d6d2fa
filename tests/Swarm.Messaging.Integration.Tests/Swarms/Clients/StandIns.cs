using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Integration.Tests.Agents;
using Swarm.Messaging.Scheduling;
using Swarm.Messaging.Swarms.Hosting;
using Swarm.Messaging.Swarms.Registry;

namespace Swarm.Messaging.Integration.Tests.Swarms.Clients;

/// <summary>The time that a swarm of a killed client needs to be kept alive elsewhere.</summary>
internal static class StandIns
{
    public static async Task TakeAsync(AgentWorld world, string swarm)
    {
        var registry = world.Get<ISwarmRegistry>();
        world.Clock.Advance(TimeSpan.FromSeconds(61));
        await world.Get<SwarmWatch>().RunOnceAsync(default);
        await Eventually.HoldsAsync(async () => (await registry.GetAsync(swarm, default))!.Status == SwarmStatuses.Interrupted, $"{swarm} is interrupted");
        world.Clock.Advance(TimeSpan.FromSeconds(11));
        await world.Get<ISwarmHosts>().OfferAsync(world.Get<HostIdentity>().HostId, 1_000, default);
        await world.Get<TimerService>().RunOnceAsync(default);
        await Eventually.HoldsAsync(
            async () => await registry.GetAsync(swarm, default) is { Status: SwarmStatuses.Active, Term: 2 } now && now.Host == world.Get<HostIdentity>().HostId,
            $"a stand-in has {swarm}", TimeSpan.FromSeconds(60));
    }
}
