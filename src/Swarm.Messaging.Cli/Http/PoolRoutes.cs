using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Wasm;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Wasm;

namespace Swarm.Messaging.Cli.Http;

/// <summary>Pools of WebAssembly instances: looking at all hosts', scaling this host's, restarting an instance wherever it is.</summary>
internal static class PoolRoutes
{
    public static void MapPool(this RouteGroupBuilder api)
    {
        api.MapGet("/pool", async (PoolKeys keys, CancellationToken cancellation) => Answers.Of(await keys.OverviewAsync(cancellation)));
        api.MapPost("/pool/scale", ScaleAsync);
        api.MapPost("/pool/instances/{id}/restart", RestartAsync);
    }

    private static async Task<IResult> ScaleAsync(HttpContext http, PoolCommands pools, InstancePool pool, OperatorLog operators)
    {
        var parsed = ParsedBody.Of(await RequestBody.ReadAsync(http.Request, http.RequestAborted));
        if (parsed.Malformed is { } why)
            return Answers.Rejected(nameof(ScalePool), "malformed", why);
        var found = new List<Violation>();
        var everywhere = false;
        var command = CommandReader.ScalePool(parsed.Message, found, fields => everywhere = fields.Flag("everyHost") == true);
        if (found.Count > 0)
            return Answers.Broken(nameof(ScalePool), found);
        var before = pool.Options;
        var answer = await pools.ScaleAsync(
            everywhere ? command with { HostId = null } : command with { HostId = command.HostId ?? pools.HostId }, null, http.RequestAborted);
        if (answer is PoolScaled done)
            operators.Acted(http, "scale", $"pool of {(everywhere ? "every host" : command.HostId ?? pools.HostId)}", $"{before.Min}..{before.Max}", $"{done.Min}..{done.Max}");
        return Answers.Of(answer);
    }

    private static async Task<IResult> RestartAsync(string id, HttpContext http, PoolCommands pools, OperatorLog operators)
    {
        var body = CommandBody.With(
            await RequestBody.ReadAsync(http.Request, http.RequestAborted), "instanceId", id, "the path", out var conflict);
        if (conflict is not null)
            return Answers.Broken(nameof(RestartInstance), [conflict]);
        var parsed = ParsedBody.Of(body);
        if (parsed.Malformed is { } why)
            return Answers.Rejected(nameof(RestartInstance), "malformed", why);
        var found = new List<Violation>();
        var command = CommandReader.RestartInstance(parsed.Message, found);
        if (found.Count > 0)
            return Answers.Broken(nameof(RestartInstance), found);
        var answer = await pools.RestartAsync(command, null, http.RequestAborted);
        operators.Acted(http, "restart", PayloadRules.Cut(id), "running", answer is CommandRejected refused ? refused.Message : "restarted");
        return Answers.Of(answer);
    }
}
