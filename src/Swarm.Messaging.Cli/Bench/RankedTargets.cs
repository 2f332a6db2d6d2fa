using System.Text.Json;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Routing;

namespace Swarm.Messaging.Cli.Bench;

/// <summary>Two hundred targets as a large installation has them: every twentieth a pool, the others agents, all pairs declared, half full.</summary>
internal static class RankedTargets
{
    public const int Count = 200;
    private const int Slots = 10;

    public static readonly string Content = string.Join('\n', Enumerable.Repeat("let x = 1;", 90));

    public static readonly JsonElement Payload = JsonSerializer.SerializeToElement(new { filePath = "src/main.rs", content = Content });

    public static RoutingTarget[] Make(DateTimeOffset now)
    {
        var random = new Random(1);
        return
        [
            .. Enumerable.Range(0, Count).Select(i => new RoutingTarget
            {
                TargetId = IdOf(i), Type = TypeOf(i), Slots = Slots, Used = random.Next(Slots + 1), Capabilities = Capabilities(i).ToHashSet(StringComparer.Ordinal),
                AvgResponseTime = TimeSpan.FromMilliseconds(random.Next(2_000)), LastSeen = now, Order = i,
            }),
        ];
    }

    public static async Task RegisterAsync(IPlacementStore store, CancellationToken cancellation)
    {
        for (var i = 0; i < Count; i++)
            await store.RegisterTargetAsync(new TargetDefinition(IdOf(i), TypeOf(i), "bench", IdOf(i), [.. Capabilities(i)], Slots), cancellation).ConfigureAwait(false);
    }

    public static async Task RenewAsync(IPlacementStore store, CancellationToken cancellation)
    {
        for (var i = 0; i < Count; i++)
            await store.RenewAsync(IdOf(i), [], cancellation).ConfigureAwait(false);
    }

    public static async Task RemoveAsync(IPlacementStore store, CancellationToken cancellation)
    {
        for (var i = 0; i < Count; i++)
            await store.RemoveTargetAsync(IdOf(i), cancellation).ConfigureAwait(false);
    }

    private static string IdOf(int number) => $"bench-target-{number}";

    private static string TypeOf(int number) => number % 20 == 0 ? TargetTypes.Pool : TargetTypes.Agent;

    private static IEnumerable<string> Capabilities(int number) =>
    [
        number % 20 == 0 ? CodeRequirements.Wasm : CodeRequirements.Agent, $"spec:{FileTypes.All[number % FileTypes.All.Count]}",
        .. FileTypes.All.SelectMany(type => OperationTypes.All.Select(operation => $"code/{type}:{operation}")),
    ];
}
