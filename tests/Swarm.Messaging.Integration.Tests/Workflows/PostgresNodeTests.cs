using System.Text.Json;
using Npgsql;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;

namespace Swarm.Messaging.Integration.Tests.Workflows;

/// <summary>Queries of nodes, on a real PostgreSQL.</summary>
public sealed class PostgresNodeTests(StoreRedis redis) : IClassFixture<StoreRedis>, IAsyncLifetime
{
    private PostgresHost postgres = null!;

    public async Task InitializeAsync() =>
        postgres = await PostgresHost.StartAsync(redis, (o, _) => (o.DatabaseConnections, o.DatabaseAcquire) = (5, TimeSpan.FromSeconds(1)));

    public async Task DisposeAsync() => await postgres.DisposeAsync();

    [Fact]
    public async Task Values_go_in_as_parameters_and_rows_come_out()
    {
        await postgres.AskAsync("create table people(id serial primary key, name text, weight real)");

        var row = await ReadAsync(
            """insert into people(name, weight) values (@name, @weight) returning *""", """{ "name": "O'Brien'; drop table people; --", "weight": 71.5 }""");

        (row.GetProperty("id").GetInt32(), row.GetProperty("name").GetString(), row.GetProperty("weight").GetDouble()).ShouldBe((1, "O'Brien'; drop table people; --", 71.5));
    }

    [Fact]
    public async Task Documents_come_out_as_documents_and_what_JSON_has_no_type_for_as_text()
    {
        var row = await ReadAsync(
            """
            select @doc::jsonb as doc, '10.0.0.1'::inet as address, '7c9e6679-7425-40de-944b-e07fc1f90ae7'::uuid as id, true as yes, null as nothing, 12.50::numeric as price,
              '2026-01-02 03:04:05+00'::timestamptz as at, '2026-01-02'::date as day, array[1, 2] as list, 'a'::bytea as bytes, point(1, 2) as place, 'NaN'::float8 as number
            """,
            """{ "doc": { "a": [1, null] } }""");

        row.GetProperty("doc").GetRawText().ShouldBe("""{"a":[1,null]}""");
        row.GetProperty("address").GetString().ShouldBe("10.0.0.1");
        row.GetProperty("id").GetGuid().ShouldBe(Guid.Parse("7c9e6679-7425-40de-944b-e07fc1f90ae7"));
        row.GetProperty("yes").GetBoolean().ShouldBeTrue();
        row.GetProperty("nothing").ValueKind.ShouldBe(JsonValueKind.Null);
        row.GetProperty("price").GetRawText().ShouldBe("12.50");
        row.GetProperty("at").GetDateTimeOffset().ShouldBe(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        row.GetProperty("day").GetString().ShouldBe("2026-01-02");
        row.GetProperty("list").GetRawText().ShouldBe("[1,2]");
        row.GetProperty("bytes").GetBytesFromBase64().ShouldBe("a"u8.ToArray());
        row.GetProperty("number").GetString().ShouldBe("NaN");
        row.GetProperty("place").GetString().ShouldBe("(1,2)");
    }

    [Fact]
    public async Task What_the_driver_has_no_form_for_keeps_its_own()
    {
        var row = await ReadAsync(
            """
            select 'infinity'::timestamptz as never, '-infinity'::date as always, B'101' as bits, '10.0.0.1/8'::inet as net, '12:00+02'::timetz as noon,
              array['{"a": 1}'::jsonb, null] as documents, int4range(1, 5) as range, int4multirange(int4range(1, 2)) as many, array['10.0.0.1'::inet] as nets,
              B'1'::bit(1) as bit, array[B'10', null] as lists, array[B'1'::bit(1)] as ones, B''::bit varying as none
            """);

        row.GetProperty("noon").GetString().ShouldBe("12:00:00+02:00");
        row.GetRawText().Replace("\\u002B", "+", StringComparison.Ordinal).ShouldBe(
            """{"never":"infinity","always":"-infinity","bits":"101","net":"10.0.0.1/8","noon":"12:00:00+02:00","documents":[{"a":1},null],"range":"[1,5)","many":["[1,2)"],"nets":["10.0.0.1"],"bit":"1","lists":["10",null],"ones":["1"],"none":""}""");
    }

    [Theory]
    [InlineData("row(1, 2)")]
    [InlineData("array[row(1, 2)]")]
    [InlineData("daterange('2020-01-01', 'infinity')")]
    public async Task What_has_no_form_at_all_is_told_and_not_written_as_something_else(string value)
    {
        var run = await postgres.Host.RunAsync(Query($"select {value} as odd", attempts: 1));

        run.Errors.ShouldHaveSingleItem().Error.ShouldContain("cast(odd as text)");
    }

    [Fact]
    public async Task Arrays_keep_their_shape_and_what_is_absent_in_them()
    {
        var row = await ReadAsync("select array[1, null, 3] as some, array[[1, 2], [3, 4]] as square, array['a', null] as words");

        row.GetRawText().ShouldBe("""{"some":[1,null,3],"square":[[1,2],[3,4]],"words":["a",null]}""");
    }

    [Fact]
    public async Task Numbers_go_in_as_what_they_are()
    {
        var row = await ReadAsync(
            "select @large::text as large, pg_typeof(@small)::text as small, 7 / @small as half, substr('abcd', @small, 2) as part, @price::text as price, (select count(*) from generate_series(1, @small))::int as some",
            """{ "large": 9007199254740993, "small": 2, "price": 12345678901.10 }""");

        row.GetRawText().ShouldBe("""{"large":"9007199254740993","small":"integer","half":3,"part":"bc","price":"12345678901.10","some":2}""");
    }

    [Fact]
    public async Task A_transaction_that_was_not_ended_fails_its_node_and_is_undone()
    {
        await ReadAsync("create table led(k text); select 1 as made");

        var open = await postgres.Host.RunAsync(Query("begin; insert into led values ('lost')", attempts: 1));
        var whole = await postgres.Host.RunAsync(Query("begin; insert into led values ('kept'); commit"));

        open.Errors.ShouldHaveSingleItem().Error.ShouldContain("began a transaction and did not end it");
        whole.State.ShouldBe(WorkflowStates.Completed);
        (await ReadAsync("select string_agg(k, ',') as k from led")).GetProperty("k").GetString().ShouldBe("kept");
    }

    [Theory]
    [InlineData("select 1234567890123456789012345678901234567890::numeric as n", "numeric")]
    [InlineData("select 1 as a, 2 as a", "called a")]
    [InlineData("select (repeat('[', 60) || repeat(']', 60))::jsonb as deep", "58 levels of JSON")]
    [InlineData("select (repeat('[', 2000) || repeat(']', 2000))::jsonb as deep", "58 levels of JSON")]
    public async Task A_value_that_cannot_be_read_is_told_with_its_column_and_brings_no_worker_down(string sql, string told)
    {
        var run = await postgres.Host.RunAsync(Query(sql));

        run.Nodes.ShouldHaveSingleItem().Attempts.ShouldBe(1);
        run.Errors.ShouldHaveSingleItem().Error.ShouldContain(told);
    }

    [Fact]
    public async Task A_statement_is_prepared_once_and_a_query_counts_as_one()
    {
        const string Sql = "select count(*)::int as known from pg_prepared_statements where statement like 'select count(*)::int as known%'";

        await ReadAsync(Sql);
        var second = await ReadAsync(Sql);

        second.GetProperty("known").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task A_server_that_restarts_costs_an_attempt_and_not_the_run()
    {
        await postgres.AskAsync("create table steps(n int)");
        (await ReadAsync("insert into steps values (1) returning n")).GetProperty("n").GetInt32().ShouldBe(1);

        await postgres.Server.RestartAsync();

        (await ReadAsync("insert into steps values (2) returning (select count(*)::int from steps) as before")).GetProperty("before").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task A_server_that_is_killed_in_the_middle_of_a_query_costs_an_attempt_and_not_the_run()
    {
        await postgres.AskAsync("create table gate(n int)");
        await postgres.AskAsync("insert into gate values (7)");
        await using var operatorsOwn = new NpgsqlConnection(postgres.Server.ConnectionString + ";Pooling=false");
        await operatorsOwn.OpenAsync();
        await using var held = await operatorsOwn.BeginTransactionAsync();
        await using (var locking = new NpgsqlCommand("lock table gate in access exclusive mode", operatorsOwn, held))
            await locking.ExecuteNonQueryAsync();
        var run = await postgres.Host.SubmitAsync(Query("select n from gate", attempts: 10));
        await Eventually.HoldsAsync(() => WaitingAsync(operatorsOwn, held, 1), "the query waits for the lock");

        await postgres.Server.KillAndStartAsync();

        var ended = await postgres.Host.EndAsync(run.ExecutionId);
        ended.State.ShouldBe(WorkflowStates.Completed, string.Join("; ", ended.Errors.Select(e => e.Error)));
        ended.Results["q"].Data!.Value.GetProperty("rows")[0].GetProperty("n").GetInt32().ShouldBe(7);
        ended.Nodes.ShouldHaveSingleItem().Attempts.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task Five_hold_the_connections_and_the_sixth_is_told_after_its_patience()
    {
        await postgres.AskAsync("create table gate(n int)");
        await using var operatorsOwn = new NpgsqlConnection(postgres.Server.ConnectionString);
        await operatorsOwn.OpenAsync();
        await using var held = await operatorsOwn.BeginTransactionAsync();
        await using (var locking = new NpgsqlCommand("lock table gate in access exclusive mode", operatorsOwn, held))
            await locking.ExecuteNonQueryAsync();
        var five = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => postgres.Host.SubmitAsync(Query("select * from gate"))));
        await Eventually.HoldsAsync(() => WaitingAsync(operatorsOwn, held, 5), "five wait for the lock");

        var sixth = await postgres.Host.RunAsync(Query("select 1", attempts: 1));
        await held.CommitAsync();

        sixth.Errors.ShouldHaveSingleItem().Error.ShouldContain("Connection acquisition timeout");
        foreach (var run in five)
            (await postgres.Host.EndAsync(run.ExecutionId)).State.ShouldBe(WorkflowStates.Completed);
        (await ReadAsync("select 1 as one")).GetProperty("one").GetInt32().ShouldBe(1);
    }

    private static async Task<bool> WaitingAsync(NpgsqlConnection connection, NpgsqlTransaction held, int count)
    {
        await using var ask = new NpgsqlCommand("select count(*)::int from pg_locks where not granted", connection, held);
        return (int)(await ask.ExecuteScalarAsync())! == count;
    }

    private static SubmitWorkflow Query(string sql, int? attempts = null) =>
        PostgresHost.Query(sql, more: attempts is { } most ? $$"""
            "retry": { "maxAttempts": {{most}} },
            """ : "");

    private async Task<JsonElement> ReadAsync(string sql, string parameters = "{}") => (await postgres.RowsAsync(sql, parameters))[0];
}
