using Swarm.Messaging.HostMemory;

namespace Swarm.Messaging.Cli.Http;

/// <summary>The memory of this host, and a collection on request.</summary>
internal static class MemoryRoutes
{
    public static void MapMemory(this RouteGroupBuilder api)
    {
        api.MapGet("/memory", (MemoryStatus status) => Answers.Of(status.Read()));
        api.MapPost("/memory/collect", (HttpContext http, MemoryGuard guard, OperatorLog operators) =>
        {
            var (before, after) = guard.Collect();
            operators.Acted(http, "collect", "memory", $"{before:F0} MB", $"{after:F0} MB");
            return Answers.Of(new MemoryCollected(Math.Round(before, 1), Math.Round(after, 1)));
        });
    }
}

/// <summary>Of the heap, in MB.</summary>
internal sealed record MemoryCollected(double BeforeMb, double AfterMb);
