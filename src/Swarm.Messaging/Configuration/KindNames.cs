using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Configuration;

/// <summary>
/// Settings by kind name kinds: one that nothing runs would be a limit on nothing. At run time such a name is refused; at the start, when the
/// agents that know more kinds may still be on their way, it is warned of.
/// </summary>
internal sealed partial class KindNames(
    OperationCatalog operations, IEnumerable<ITaskPolicy> policies, IOptions<PlacementOptions> options, ILogger<KindNames> log) : IHostedService
{
    private const string Section = "Placement";

    private static readonly string[] ByKind = [nameof(PlacementOptions.KindLimits), nameof(PlacementOptions.Strategies)];

    // What has a policy of its own may be run by agents alone.
    private IReadOnlyList<string> Kinds => [.. operations.Kinds.Union(policies.Select(p => p.Kind)).Order(StringComparer.Ordinal)];

    public void Check(ConfigurationSection section, IReadOnlyDictionary<string, JsonElement> values, List<Violation> found)
    {
        if (section.Name != Section)
            return;
        foreach (var (given, value) in values.Where(v => v.Value.ValueKind != JsonValueKind.Null))
        {
            var (name, path) = ConfigurationEntry.Split(given);
            if (section.Find(name) is not { } field || !ByKind.Contains(field.Name, StringComparer.OrdinalIgnoreCase))
                continue;
            var entries = path.Length > 0 ? [(Name: path[0], Value: value)]
                : value.ValueKind == JsonValueKind.Object ? value.EnumerateObject().Select(entry => (entry.Name, entry.Value)) : [];
            found.AddRange(entries.Where(entry => !Kinds.Contains(entry.Name))
                .Select(entry => new Violation($"values.{field.Name}.{PayloadRules.Cut(entry.Name)}", PayloadRules.Show(entry.Value), Rule(entry.Name))));
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // What nobody has set is no mistake of anybody.
        var unset = new PlacementOptions().Strategies;
        foreach (var kind in options.Value.KindLimits.Keys.Union(options.Value.Strategies.Except(unset).Select(s => s.Key)).Where(k => !Kinds.Contains(k)))
            Unknown(kind, string.Join(", ", Kinds));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private string Rule(string kind) => NearestName.Of(kind, Kinds) is { } near
        ? $"Nothing runs tasks of this kind; did you mean {near}?"
        : $"Nothing runs tasks of this kind; there are {string.Join(", ", Kinds)}.";

    [LoggerMessage(Level = LogLevel.Warning, Message = "Placement:KindLimits or Placement:Strategies name the kind {Kind}, which nothing runs unless an agent registers for it; there are {Kinds}")]
    private partial void Unknown(string kind, string kinds);
}
