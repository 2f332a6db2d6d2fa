using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Integration.Tests.Workflows;

/// <summary>A host with a SQLite file of its own, and workflows of one node that ask it.</summary>
internal sealed class SqliteNode : IAsyncDisposable
{
    private readonly TempFolder folder;
    private readonly WorkflowHost host;

    private SqliteNode(TempFolder folder, WorkflowHost host) => (this.folder, this.host) = (folder, host);

    public static async Task<SqliteNode> StartAsync(int redisPort)
    {
        var folder = new TempFolder("lite");
        return new(folder, await WorkflowHost.StartAsync(
            redisPort, configure: services => services.Configure<WorkflowOptions>(o => o.Databases["lite"] = $"sqlite:Data Source={folder.Combine("lite.db")}")));
    }

    /// <param name="parameters">And all others: as JSON.</param>
    /// <param name="more">Further fields of the node, each with a comma behind it.</param>
    public Task<WorkflowDetails> RunAsync(string sql, string parameters = "{}", string input = "null", string database = "\"lite\"", string maxRows = "null", string more = "") =>
        host.RunAsync(Query(sql, parameters, input, database, maxRows, more));

    public async Task<FieldViolation> RefuseAsync(string sql, string parameters = "{}") =>
        (await host.RefuseAsync(Query(sql, parameters, "null", "\"lite\"", "null"))).Violations.ShouldHaveSingleItem();

    /// <returns>The first row, if there is any.</returns>
    public async Task<JsonElement> DoneAsync(string sql, string parameters = "{}")
    {
        var run = await RunAsync(sql, parameters);
        run.State.ShouldBe(WorkflowStates.Completed, string.Join("; ", run.Errors.Select(e => e.Error)));
        return run.Results["q"].Data!.Value.GetProperty("rows").EnumerateArray().FirstOrDefault();
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        SqliteConnection.ClearAllPools();
        folder.Dispose();
    }

    private static SubmitWorkflow Query(string sql, string parameters, string input, string database, string maxRows, string more = "") => WorkflowHost.Parse($$"""
        { "workflowId": "sql", "input": {{input}}, "nodes": [ { "id": "q", "type": "database_query", {{more}}
          "configuration": { "database": {{database}}, "sql": {{JsonSerializer.Serialize(sql)}}, "parameters": {{parameters}}, "maxRows": {{maxRows}} } } ] }
        """);
}
