using Npgsql;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;

namespace Swarm.Messaging.Integration.Tests.Workflows;

/// <summary>A PostgreSQL that the host's nodes know as <c>far</c> too, over a network that falls silent when it is told to.</summary>
internal sealed record SilencedPostgres(PostgresHost Postgres, SilencingProxy Proxy) : IAsyncDisposable
{
    /// <param name="word">At which the network falls silent: in a statement or a value of a parameter.</param>
    public static async Task<SilencedPostgres> StartAsync(StoreRedis redis, string word, string prefix = "")
    {
        SilencingProxy? proxy = null;
        var postgres = await PostgresHost.StartAsync(
            redis,
            (o, crm) =>
            {
                var near = new NpgsqlConnectionStringBuilder(crm["postgresql:".Length..]);
                proxy ??= new(near.Port, word);
                o.Databases["far"] = $"postgresql:{new NpgsqlConnectionStringBuilder(near.ConnectionString) { Port = proxy.Port }.ConnectionString}";
            },
            prefix.Length == 0 ? null : prefix);
        // Connected before anything is lost.
        (await postgres.RunAsync("select 1 as one", "far")).State.ShouldBe(WorkflowStates.Completed);
        return new(postgres, proxy!);
    }

    /// <summary>A node of a second and a half that may be executed twice; the network falls silent in the first execution.</summary>
    public Task<WorkflowDetails> RunAsync(string sql, string parameters = "{}")
    {
        Proxy.SilenceNext();
        return Postgres.RunAsync(sql, "far", parameters, """ "timeoutMs": 1500, "retry": { "maxAttempts": 2 },""");
    }

    public async ValueTask DisposeAsync()
    {
        await Postgres.DisposeAsync();
        await Proxy.DisposeAsync();
    }
}
