using System.Text.Json;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Cli.Http;

/// <summary>Swarms, their states and their recovery.</summary>
internal static class SwarmRoutes
{
    public static void MapSwarms(this RouteGroupBuilder api)
    {
        api.MapGet("/swarms", async (HttpContext http, CommandIntake intake) =>
        {
            var query = new QueryFields(http.Request.Query, "status", "objective", "strategy", "mode", "phase", "limit");
            var list = new ListSwarms
            {
                Status = query.Text("status"), Objective = query.Text("objective"), Strategy = query.Text("strategy"), Mode = query.Text("mode"), Phase = query.Text("phase"),
                Limit = query.Whole("limit", 1_000, 1, 1_000),
            };
            return query.Found.Count > 0
                ? Answers.Broken(nameof(ListSwarms), query.Found)
                : await HandleAsync(nameof(ListSwarms), JsonSerializer.SerializeToUtf8Bytes(list, JsonSerializerOptions.Web), http, intake);
        });
        api.MapPost("/swarms", async (HttpContext http, CommandIntake intake) => await HandleAsync(
            nameof(RegisterSwarm), await RequestBody.ReadAsync(http.Request, http.RequestAborted), http, intake));
        api.MapGet("/swarms/{id}", async (string id, HttpContext http, CommandIntake intake) =>
        {
            var query = new QueryFields(http.Request.Query, "fresh");
            var get = new GetSwarm { SwarmId = id, Fresh = query.Flag("fresh") };
            return query.Found.Count > 0
                ? Answers.Broken(nameof(GetSwarm), query.Found)
                : await HandleAsync(nameof(GetSwarm), JsonSerializer.SerializeToUtf8Bytes(get, JsonSerializerOptions.Web), http, intake);
        });
        api.MapPost("/swarms/{id}", (string id, HttpContext http, CommandIntake intake) => OfAsync(nameof(UpdateSwarm), id, http, intake));
        api.MapDelete("/swarms/{id}", (string id, HttpContext http, CommandIntake intake) => OfAsync(nameof(DeregisterSwarm), id, http, intake));
        api.MapPost("/swarms/{id}/state", (string id, HttpContext http, CommandIntake intake) => OfAsync(nameof(SaveSwarmState), id, http, intake));
        api.MapPost("/swarms/{id}/snapshots", (string id, HttpContext http, CommandIntake intake) => OfAsync(nameof(SnapshotSwarm), id, http, intake));
        api.MapPost("/swarms/{id}/restore", (string id, HttpContext http, CommandIntake intake) => OfAsync(nameof(RestoreSwarm), id, http, intake));
        api.MapPost("/swarms/{id}/checkpoints", (string id, HttpContext http, CommandIntake intake) => OfAsync(nameof(CheckpointSwarm), id, http, intake));
        api.MapGet("/swarms/{id}/checkpoints/latest", (string id, HttpContext http, CommandIntake intake) => OfAsync(nameof(GetSwarmCheckpoint), id, http, intake));
        api.MapPost("/swarms/{id}/recover", (string id, HttpContext http, CommandIntake intake) => OfAsync(nameof(RecoverSwarm), id, http, intake));
        api.MapPost("/swarms/{id}/changes", (string id, HttpContext http, CommandIntake intake) => OfAsync(nameof(UpdateSwarmState), id, http, intake));
        api.MapGet("/swarms/{id}/blocking-states", (string id, HttpContext http, CommandIntake intake) => OfAsync(nameof(ListBlockingStates), id, http, intake));
        const string OneWait = "/swarms/{id}/blocking-states/{coordinatorId}";
        api.MapGet(OneWait, (string id, string coordinatorId, HttpContext http, CommandIntake intake) => WaitOfAsync(nameof(GetBlockingState), id, coordinatorId, http, intake));
        api.MapPost(OneWait, (string id, string coordinatorId, HttpContext http, CommandIntake intake) => WaitOfAsync(nameof(SaveBlockingState), id, coordinatorId, http, intake));
        api.MapDelete(OneWait, (string id, string coordinatorId, HttpContext http, CommandIntake intake) => WaitOfAsync(nameof(ClearBlockingState), id, coordinatorId, http, intake));
        api.MapGet("/swarm-recoveries", (HttpContext http, CommandIntake intake) => HandleAsync(nameof(DiscoverInterruptedSwarms), "{}"u8.ToArray(), http, intake));
        api.MapPost("/swarm-recoveries", (HttpContext http, CommandIntake intake) => HandleAsync(nameof(RecoverInterruptedSwarms), "{}"u8.ToArray(), http, intake));
        api.MapPost("/swarm-hosts/{id}/sync", (string id, HttpContext http, CommandIntake intake) => OfAsync(nameof(SyncSwarmHost), id, http, intake, "hostId"));
        api.MapDelete("/swarm-hosts/{id}", (string id, HttpContext http, CommandIntake intake) => OfAsync(nameof(LeaveSwarmHost), id, http, intake, "hostId"));
    }

    private static async Task<IResult> WaitOfAsync(string command, string id, string coordinatorId, HttpContext http, CommandIntake intake)
    {
        var body = CommandBody.With(await RequestBody.ReadAsync(http.Request, http.RequestAborted), "swarmId", id, "the path", out var conflict);
        if (conflict is null)
            body = CommandBody.With(body, "coordinatorId", coordinatorId, "the path", out conflict);
        return conflict is not null ? Answers.Broken(command, [conflict]) : await HandleAsync(command, body, http, intake);
    }

    private static async Task<IResult> OfAsync(string command, string id, HttpContext http, CommandIntake intake, string field = "swarmId")
    {
        var body = CommandBody.With(await RequestBody.ReadAsync(http.Request, http.RequestAborted), field, id, "the path", out var conflict);
        return conflict is not null ? Answers.Broken(command, [conflict]) : await HandleAsync(command, body, http, intake);
    }

    private static async Task<IResult> HandleAsync(string command, ReadOnlyMemory<byte> body, HttpContext http, CommandIntake intake) =>
        Answers.Of(await intake.HandleAsync(command, body, new CommandOrigin(OperatorLog.Who(http)), http.RequestAborted));
}
