using System.Data.Common;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Npgsql;
using Swarm.Messaging.Workflows.Nodes;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>
/// A statement that named a table or column such as network, timeout or 503 was tried five times and opened its database's breaker for all runs: the error's text
/// quotes the statement, and words were looked for in it.
/// </summary>
public sealed class AMistypedStatementWasTakenForATroubleOfItsDatabaseTests
{
    [Theory]
    [InlineData("select * from network")]
    [InlineData("select no_such, \"timeout\" from nowhere_503")]
    [InlineData("insert into \"rate limit\"(n) values(429)")]
    public void What_SQLite_cannot_read_is_final(string sql)
    {
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;

        var error = Should.Throw<SqliteException>(() => command.ExecuteNonQuery());

        DatabaseErrors.IsPassing(error).ShouldBeFalse(error.Message);
    }

    [Theory]
    [InlineData("42P01", "relation \"network\" does not exist")]
    [InlineData("42703", "column \"nosuch timeout\" does not exist")]
    [InlineData("23505", "duplicate key value violates unique constraint: Key (code)=(503)")]
    public void What_PostgreSQL_refuses_for_good_is_final(string state, string text) => DatabaseErrors.IsPassing(Answer(state, text)).ShouldBeFalse();

    [Theory]
    [InlineData("40001", "could not serialize access")]
    [InlineData("40P01", "deadlock detected")]
    [InlineData("53300", "sorry, too many clients already")]
    [InlineData("55P03", "canceling statement due to lock timeout")]
    [InlineData("57014", "canceling statement due to statement timeout")]
    [InlineData("57P01", "terminating connection due to administrator command")]
    [InlineData("57P03", "the database system is starting up")]
    public void What_PostgreSQL_may_do_later_is_passing(string state, string text) => DatabaseErrors.IsPassing(Answer(state, text)).ShouldBeTrue();

    [Theory]
    [InlineData(5, true)]
    [InlineData(6, true)]
    [InlineData(1, false)]
    [InlineData(19, false)]
    public void SQLite_is_judged_by_its_code(int code, bool passing) => DatabaseErrors.IsPassing(new SqliteException("timeout of the network", code)).ShouldBe(passing);

    [Fact]
    public void Where_nobody_answered_there_is_no_code_and_the_cause_counts()
    {
        DatabaseErrors.IsPassing(new NpgsqlException("Failed to connect", new SocketException((int)SocketError.ConnectionRefused))).ShouldBeTrue();
        DatabaseErrors.IsPassing(new NpgsqlException("The operation has met a timeout")).ShouldBeTrue();
        DatabaseErrors.IsPassing(new NpgsqlException("No password has been provided")).ShouldBeFalse();
    }

    private static DbException Answer(string state, string text) => new PostgresException(text, "ERROR", "ERROR", state);
}
