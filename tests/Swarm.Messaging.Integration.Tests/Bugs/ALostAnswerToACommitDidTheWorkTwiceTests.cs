using Npgsql;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>PostgreSQL had committed and its answer was lost: the node did its work again without a word, and had succeeded with two rows.</summary>
public sealed class ALostAnswerToACommitDidTheWorkTwiceTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    private const string Marks = "create table led(k int); create function marks() returns int language sql as 'insert into led values(7) returning k'; "
        + "create procedure keeps(v text) language plpgsql as 'begin insert into led values(8); commit; end'";

    [Theory]
    [InlineData("insert into led values(1)", "commit")]
    [InlineData("insert into led values(1); select 1 as one", "commit")]
    [InlineData("begin; insert into led values(1); commit", "commit")]
    [InlineData("select marks() as k", "commit")]
    [InlineData("call keeps(@v)", "mark-8")]
    public async Task It_is_told_and_not_done_again(string sql, string word)
    {
        await using var far = await FarAsync(word);
        await far.Postgres.AskAsync(Marks);

        var run = await far.LoseAsync(sql, sql.Contains('@', StringComparison.Ordinal) ? $$"""{ "v": "{{word}}" }""" : "{}");

        run.Nodes.ShouldHaveSingleItem().ShouldSatisfyAllConditions(node => node.ErrorType.ShouldBe("outcome_unknown"), node => node.Attempts.ShouldBe(1), node => node.Error!.ShouldContain("not done again"));
        (await far.Postgres.AskAsync("select count(*) from led")).ShouldBe(1L);
        (await far.Postgres.RunAsync("select 1 as one", "far")).State.ShouldBe(WorkflowStates.Completed, "the database is not shut off");
    }

    [Theory]
    [InlineData("select count(*)::int as n from led")]
    [InlineData("begin; select count(*)::int as n from led; commit")]
    [InlineData("with all_of as (select * from led) select count(*)::int as n from all_of")]
    public async Task What_only_reads_is_read_again(string sql)
    {
        await using var far = await FarAsync("commit");
        await far.Postgres.AskAsync(Marks);

        var run = await far.LoseAsync(sql);

        run.State.ShouldBe(WorkflowStates.Completed, string.Join("; ", run.Errors.Select(e => e.Error)));
        (run.Nodes.ShouldHaveSingleItem().Attempts, run.Results["q"].Data!.Value.GetProperty("rows")[0].GetProperty("n").GetInt32()).ShouldBe((2, 0));
    }

    private async Task<Far> FarAsync(string word)
    {
        ReplyEatingProxy? proxy = null;
        var postgres = await PostgresHost.StartAsync(redis, (o, crm) =>
        {
            var near = new NpgsqlConnectionStringBuilder(crm["postgresql:".Length..]);
            proxy ??= new(near.Port, word);
            o.DatabaseConnections = 1;
            o.Databases["far"] = $"postgresql:{new NpgsqlConnectionStringBuilder(near.ConnectionString) { Port = proxy.Port }.ConnectionString}";
        });
        // Connected before anything is lost.
        (await postgres.RunAsync("select 1 as one", "far")).State.ShouldBe(WorkflowStates.Completed);
        return new(postgres, proxy!);
    }

    private sealed record Far(PostgresHost Postgres, ReplyEatingProxy Proxy) : IAsyncDisposable
    {
        public Task<WorkflowDetails> LoseAsync(string sql, string parameters = "{}")
        {
            Proxy.EatNextReply();
            return Postgres.RunAsync(sql, "far", parameters);
        }

        public async ValueTask DisposeAsync()
        {
            await Postgres.DisposeAsync();
            await Proxy.DisposeAsync();
        }
    }
}
