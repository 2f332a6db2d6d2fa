using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Integration.Tests.Workflows;

/// <summary>A PostgreSQL of its own and a host whose nodes know it as <c>crm</c>.</summary>
internal sealed class PostgresHost : IAsyncDisposable
{
    private PostgresHost(PostgresServer server, WorkflowHost host) => (Server, Host) = (server, host);

    public PostgresServer Server { get; }

    public WorkflowHost Host { get; }

    /// <param name="configure">Gets what the host calls <c>crm</c> as well, for other names of it.</param>
    /// <param name="prefix">Of what it has in Redis, for a host that goes on after it; null: its own.</param>
    public static async Task<PostgresHost> StartAsync(StoreRedis redis, Action<WorkflowOptions, string>? configure = null, string? prefix = null)
    {
        var server = await PostgresServer.StartAsync();
        var crm = $"postgresql:{server.ConnectionString}";
        return new(server, await WorkflowHost.StartAsync(redis.Port, prefix, services => services.Configure<WorkflowOptions>(o =>
        {
            o.Databases["crm"] = crm;
            configure?.Invoke(o, crm);
        })));
    }

    /// <summary>A workflow of one node, <c>q</c>.</summary>
    /// <param name="more">Further fields of the node, each with a comma behind it.</param>
    public static SubmitWorkflow Query(string sql, string database = "crm", string parameters = "{}", string more = "") => WorkflowHost.Parse($$"""
        { "workflowId": "sql", "nodes": [ { "id": "q", "type": "database_query", {{more}}
          "configuration": { "database": "{{database}}", "sql": {{JsonSerializer.Serialize(sql)}}, "parameters": {{parameters}} } } ] }
        """);

    public Task<WorkflowDetails> RunAsync(string sql, string database = "crm", string parameters = "{}", string more = "") => Host.RunAsync(Query(sql, database, parameters, more));

    /// <summary>Of a run that completes.</summary>
    public async Task<JsonElement> RowsAsync(string sql, string parameters = "{}")
    {
        var run = await RunAsync(sql, parameters: parameters);
        run.State.ShouldBe(WorkflowStates.Completed, string.Join("; ", run.Errors.Select(e => e.Error)));
        return run.Results["q"].Data!.Value.GetProperty("rows");
    }

    /// <summary>Of a run that fails.</summary>
    public async Task<string> ErrorAsync(string sql, string database = "crm", string more = "") => (await RunAsync(sql, database, more: more)).Errors.ShouldHaveSingleItem().Error;

    /// <summary>As an operator would, past the host.</summary>
    /// <returns>The first value of the first row.</returns>
    public async Task<object?> AskAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Server.DisposeAsync();
    }
}
