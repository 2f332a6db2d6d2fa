using Swarm.Messaging.Bus;

namespace Swarm.Messaging.Cli.Http;

/// <summary>Probes. Live: the process answers. Ready: it makes progress.</summary>
internal static class HealthRoutes
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => Answers.Of(new Health("live", [])));
        app.MapGet("/health/ready", async (Readiness readiness, CancellationToken cancellation) =>
        {
            var checks = await readiness.CheckAsync(cancellation);
            var ready = checks.All(c => c.Ok);
            return Results.Json(
                new Health(ready ? "ready" : "unready", checks), WireJson.Options,
                statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        });
    }
}

internal sealed record Health(string Status, IReadOnlyList<HealthCheck> Checks);

/// <param name="Detail">What was seen, for people.</param>
internal sealed record HealthCheck(string Name, bool Ok, string Detail);
