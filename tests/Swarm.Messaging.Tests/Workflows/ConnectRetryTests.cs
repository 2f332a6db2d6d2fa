using System.Data.Common;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Swarm.Messaging.Workflows;
using Swarm.Messaging.Workflows.Nodes;

namespace Swarm.Messaging.Tests.Workflows;

public sealed class ConnectRetryTests
{
    private readonly FakeTimeProvider time = new();

    [Theory]
    [InlineData("57P03", true)] // the database system is starting up
    [InlineData("53300", true)] // too many connections
    [InlineData("28P01", false)] // wrong password
    [InlineData("3D000", false)] // no such database
    public void A_database_that_starts_or_is_full_may_be_mended_soon(string state, bool may) =>
        ConnectRetry.MayBeMendedSoon(new PostgresException("no", "FATAL", "FATAL", state)).ShouldBe(may);

    [Theory]
    [InlineData(SocketError.ConnectionRefused, true)]
    [InlineData(SocketError.ConnectionReset, true)]
    [InlineData(SocketError.TryAgain, true)]
    [InlineData(SocketError.TimedOut, false)]
    [InlineData(SocketError.HostNotFound, false)]
    public void A_refused_connection_may_be_mended_soon_and_one_whose_time_ran_out_not(SocketError error, bool may) =>
        ConnectRetry.MayBeMendedSoon(new NpgsqlException("Failed to connect", new SocketException((int)error))).ShouldBe(may);

    [Fact]
    public async Task A_database_that_refuses_twice_is_asked_a_third_time_within_the_attempt()
    {
        var source = new Refusing(2);

        var asking = AskAsync(source);
        while (!asking.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Yield();
        }

        (await asking).ShouldBe(42L);
        source.Asked.ShouldBe(3);
    }

    [Fact]
    public async Task What_refuses_a_third_time_fails_the_attempt_with_its_own_words()
    {
        var source = new Refusing(int.MaxValue);

        var asking = AskAsync(source);
        while (!asking.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Yield();
        }

        (await Should.ThrowAsync<NpgsqlException>(asking)).Message.ShouldBe("Failed to connect");
        source.Asked.ShouldBe(3);
    }

    private async Task<object?> AskAsync(DbDataSource source)
    {
        await using var database = new NodeDatabase("orders", source, new WorkflowOptions(), time);
        return await database.WithConnectionAsync(
            async (connection, stop) =>
            {
                await using var command = connection.CreateCommand();
                command.CommandText = "SELECT 42";
                return await command.ExecuteScalarAsync(stop);
            },
            CancellationToken.None);
    }

    /// <summary>A real database behind a door that is closed for a while.</summary>
    private sealed class Refusing(int times) : DbDataSource
    {
        private int asked;

        public int Asked => asked;

        public override string ConnectionString => "Data Source=:memory:";

        protected override DbConnection CreateDbConnection() => new SqliteConnection(ConnectionString);

        protected override ValueTask<DbConnection> OpenDbConnectionAsync(CancellationToken cancellationToken = default) => Interlocked.Increment(ref asked) <= times
            ? throw new NpgsqlException("Failed to connect", new SocketException((int)SocketError.ConnectionRefused))
            : base.OpenDbConnectionAsync(cancellationToken);
    }
}
