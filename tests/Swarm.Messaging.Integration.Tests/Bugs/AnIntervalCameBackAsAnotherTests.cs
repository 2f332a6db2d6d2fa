using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>An interval of PostgreSQL came out as .NET writes one, 3.04:05:06 for three days, which PostgreSQL reads as another; one with months did not come out at all.</summary>
public sealed class AnIntervalCameBackAsAnotherTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task It_is_what_PostgreSQL_writes_and_reads_as_the_same()
    {
        await using var postgres = await PostgresHost.StartAsync(redis);
        await postgres.AskAsync(
            """
            create table spans as select i, row_number() over () as n from unnest(array['3 days 04:05:06', '0', '1 year 2 mons', '-1 year -2 mons +3 days -04:05:06.000001', '-1 day 02:03:04.5', '1 mon -1 day 1 second',
              '-1 mon', '13 mons', '-00:00:00.1', '2562047788 hours', '-2562047788 hours', '178000000 years', '-20000000 days', '100 hours', '1 mon -2 days']::interval[]) as i
            """);

        var rows = await postgres.RowsAsync("select n::int as n, i, i::text as own, array[i, null] as list from spans order by n");

        foreach (var row in rows.EnumerateArray())
        {
            row.GetProperty("i").GetString().ShouldBe(row.GetProperty("own").GetString());
            row.GetProperty("list")[0].GetString().ShouldBe(row.GetProperty("own").GetString());
            foreach (var style in (string[])["postgres", "sql_standard", "iso_8601"])
                (await postgres.AskAsync($"set intervalstyle = {style}; select i = '{row.GetProperty("i").GetString()}'::interval and i::text = '{row.GetProperty("i").GetString()}'::interval::text from spans where n = {row.GetProperty("n")}"))
                    .ShouldBe(true, $"{style}: {row}");
        }

        rows[0].GetProperty("i").GetString().ShouldBe("3 days 04:05:06");
        rows.GetArrayLength().ShouldBe(15);
    }
}
