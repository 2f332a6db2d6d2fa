using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>The same submission again was refused, and not answered with its run, by a host that has not got the database that the run needed: an earlier one had.</summary>
public sealed class ARunWasRefusedByAHostThatLacksWhatItNeededTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task The_same_content_under_the_same_id_is_the_same_run_wherever_it_comes()
    {
        using var folder = new TempFolder("lite");
        var prefix = $"f{Guid.NewGuid():N}";
        var order = WorkflowHost.Parse("""
            { "workflowId": "sql", "executionId": "order-7", "nodes": [ { "id": "q", "type": "database_query", "configuration": { "database": "lite", "sql": "select 1 as n" } } ] }
            """);
        await using (var first = await WorkflowHost.StartAsync(redis.Port, prefix, s => s.Configure<WorkflowOptions>(o => o.Databases["lite"] = $"sqlite:Data Source={folder.Combine("lite.db")}")))
            (await first.RunAsync(order)).State.ShouldBe(WorkflowStates.Completed);
        SqliteConnection.ClearAllPools();
        await using var second = await WorkflowHost.StartAsync(redis.Port, prefix);

        var answer = await second.SubmitAsync(order);

        (answer.Duplicate, answer.State, answer.Nodes, answer.WorkflowId).ShouldBe((true, WorkflowStates.Completed, 1, "sql"));
        (await second.RefuseAsync(order with { ExecutionId = "order-8" })).Violations.ShouldHaveSingleItem().Field.ShouldBe("nodes[0].configuration.database");
        (await second.RefuseAsync(order with { Policy = "continue" })).Code.ShouldBe("invalid");
    }
}
