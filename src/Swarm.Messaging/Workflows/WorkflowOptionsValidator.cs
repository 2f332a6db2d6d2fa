using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Workflows.Nodes;

namespace Swarm.Messaging.Workflows;

/// <summary>Databases and hosts that could never be reached as they are written: told at the start, and not by the first node that needs them.</summary>
internal sealed partial class WorkflowOptionsValidator(ILogger<WorkflowOptionsValidator> log) : IValidateOptions<WorkflowOptions>
{
    /// <summary>Shorter ones can be guessed from one signed request.</summary>
    public const int ShortestSecret = 16;

    private const string Postgres = "postgresql:";
    private const string Sqlite = "sqlite:";

    private int warned;

    public ValidateOptionsResult Validate(string? name, WorkflowOptions options)
    {
        if (options.WebhookSecret is { Length: < ShortestSecret } secret && Interlocked.Exchange(ref warned, 1) == 0)
            ShortSecret(secret.Length, ShortestSecret);
        var failures = options.Databases.Select(d => Database(d.Key, d.Value)).Concat(Hosts(options.AllowedHosts)).OfType<string>().ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    /// <returns>What is wrong, without what may be a password; null: nothing.</returns>
    private static string? Database(string name, string address)
    {
        var setting = $"Workflows:Databases:{name}";
        var scheme = address[..(address.IndexOf(':', StringComparison.Ordinal) + 1)];
        try
        {
            if (string.Equals(scheme, Sqlite, StringComparison.OrdinalIgnoreCase))
                return new SqliteConnectionStringBuilder(address[scheme.Length..]).DataSource.Length > 0 ? null : $"{setting} names no file: after {Sqlite} stands Data Source=FILE.";
            if (string.Equals(scheme, Postgres, StringComparison.OrdinalIgnoreCase))
                return new NpgsqlConnectionStringBuilder(address[scheme.Length..]).Host is { Length: > 0 } ? null : $"{setting} names no host: after {Postgres} stands Host=...;Database=...;Username=....";
            return $"{setting} begins with '{PayloadRules.Cut(scheme)}'; it must begin with {Postgres} or {Sqlite}, e.g. {Postgres}Host=db;Database=shop;Username=swarm or {Sqlite}Data Source=shop.db.";
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException or DbException)
        {
            return $"{setting} cannot be read after '{scheme}'; there stand KEY=VALUE with semicolons between them, e.g. "
                + (string.Equals(scheme, Sqlite, StringComparison.OrdinalIgnoreCase) ? "Data Source=shop.db." : "Host=db;Database=shop;Username=swarm.");
        }
    }

    private static IEnumerable<string> Hosts(string hosts) => hosts.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Where(host => HostName.Read(host) is null)
        .Select(host => $"Workflows:AllowedHosts has '{PayloadRules.Cut(host)}', which no host is called; names or addresses with commas between them, each with a port or for all (an IPv6 address with a port as [::1]:80): no URL, no range of addresses, no *.");

    [LoggerMessage(Level = LogLevel.Warning, Message = "Workflows:WebhookSecret has {Length} characters: whoever sees one signed request can find it by trying. Use {Shortest} random ones at least")]
    private partial void ShortSecret(int length, int shortest);
}
