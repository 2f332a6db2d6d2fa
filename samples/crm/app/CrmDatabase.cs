using Microsoft.Data.Sqlite;
using Row = System.Collections.Generic.Dictionary<string, object?>;

namespace Swarm.Messaging.Samples.Crm;

/// <summary>The one database of all clients. Every statement names the client; one connection, used by one thread at a time.</summary>
internal sealed class CrmDatabase : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly Lock gate = new();

    public CrmDatabase(string file)
    {
        connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false, ForeignKeys = true }.ToString());
        connection.Open();
        Run("pragma journal_mode=wal");
        Run("pragma synchronous=normal");
        Run(CrmSchema.Sql);
    }

    public List<Row> All(string sql, params (string Name, object? Value)[] values)
    {
        lock (gate)
        {
            using var command = Command(sql, values);
            using var reader = command.ExecuteReader();
            var rows = new List<Row>();
            while (reader.Read())
            {
                var row = new Row(StringComparer.OrdinalIgnoreCase);
                for (var i = 0; i < reader.FieldCount; i++)
                    row[reader.GetName(i)] = reader.IsDBNull(i) ? null : reader.GetValue(i);
                rows.Add(row);
            }

            return rows;
        }
    }

    public Row? One(string sql, params (string Name, object? Value)[] values) => All(sql, values) is [var row, ..] ? row : null;

    /// <summary>The first column of the first row, as a number.</summary>
    public long Count(string sql, params (string Name, object? Value)[] values) => Convert.ToInt64(One(sql, values)!.First().Value);

    /// <returns>Rows that changed.</returns>
    public int Run(string sql, params (string Name, object? Value)[] values)
    {
        lock (gate)
        {
            using var command = Command(sql, values);
            return command.ExecuteNonQuery();
        }
    }

    /// <summary>Inserts into <paramref name="table"/> and returns the new row's id.</summary>
    public string Insert(string table, params (string Name, object? Value)[] values)
    {
        var sql = $"insert into {table} ({string.Join(", ", values.Select(v => v.Name))}) values ({string.Join(", ", values.Select(v => "$" + v.Name))}) returning id";
        return Convert.ToString(One(sql, values)!["id"])!;
    }

    public void Dispose() => connection.Dispose();

    private SqliteCommand Command(string sql, (string Name, object? Value)[] values)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Names of tables and columns are the program's own; values are parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in values)
            command.Parameters.AddWithValue("$" + name, value ?? DBNull.Value);
        return command;
    }
}
