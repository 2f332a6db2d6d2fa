using System.Text.Json;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Cli.Api;
using Swarm.Messaging.Cli.Commands;
using Swarm.Messaging.Contracts.Swarms;

namespace Swarm.Messaging.Cli.Fleet;

/// <summary>What is asked of a fleet over HTTP, of the first host that runs.</summary>
internal static class FleetCalls
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static ApiClient Api(this HostFleet fleet) => fleet.Hosts.Select(h => h.Api).FirstOrDefault(a => a is not null) ?? throw new FleetException("No host runs.");

    /// <summary>Returns when all of them are active.</summary>
    public static async Task RegisterAsync(this HostFleet fleet, IReadOnlyList<string> swarms, CancellationToken cancellation)
    {
        foreach (var swarm in swarms)
            await fleet.Api().PostAsync(SwarmPaths.All, new RegisterSwarm { SwarmId = swarm }, cancellation).ConfigureAwait(false);
        await fleet.ActiveAsync(swarms, Patience, cancellation).ConfigureAwait(false);
    }

    public static Task ActiveAsync(this HostFleet fleet, IReadOnlyList<string> swarms, TimeSpan patience, CancellationToken cancellation) => Until.HoldsAsync(
        async () => (await Task.WhenAll(swarms.Select(fleet.Store.SwarmAsync)).ConfigureAwait(false)).All(s => s.Status == SwarmStatuses.Active),
        $"the swarms {string.Join(", ", swarms)} are active", patience, cancellation);

    public static Task<JsonElement> SetPoolAsync(this HostFleet fleet, string type, long total, CancellationToken cancellation) =>
        fleet.Api().PutAsync(Paths.Resource(type), JsonSerializer.SerializeToUtf8Bytes(new { total }, WireJson.Options), "application/json", cancellation);

    public static async Task<SwarmDetails> SwarmAsync(this HostFleet fleet, string id, CancellationToken cancellation) =>
        HostVerb.Read<SwarmDetails>(await fleet.Api().GetAsync(SwarmPaths.Of(id), cancellation).ConfigureAwait(false));

    public static async Task<SwarmTaskDistributed> DistributeAsync(this HostFleet fleet, DistributeSwarmTask task, CancellationToken cancellation) =>
        HostVerb.Read<SwarmTaskDistributed>(await fleet.Api().PostAsync(Paths.SwarmTasks, task, cancellation).ConfigureAwait(false));

    public static async Task<SwarmTaskDistributed> TaskAsync(this HostFleet fleet, string id, CancellationToken cancellation) =>
        HostVerb.Read<SwarmTaskDistributed>(await fleet.Api().GetAsync($"{Paths.SwarmTasks}/{Paths.Segment(id)}", cancellation).ConfigureAwait(false));
}
