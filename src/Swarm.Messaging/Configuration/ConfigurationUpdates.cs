using System.Text.Json;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Contracts.Configuration;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Configuration;

/// <summary>Changes settings for all hosts: judged as a whole against what is set, stored, in effect here when it is answered.</summary>
internal sealed partial class ConfigurationUpdates(
    ConfigurationReader reader, IConfigurationStore store, RuntimeConfiguration configuration, KindNames kinds, ILogger<ConfigurationUpdates> log)
{
    /// <summary>Others may change something at the same moment; then the change is judged again.</summary>
    private const int MaxTries = 20;

    private const int MaxValues = 100;

    /// <param name="who">For the log.</param>
    /// <returns><see cref="ConfigurationUpdated"/> or <see cref="CommandRejected"/>.</returns>
    public async Task<object> ApplyAsync(string? section, IReadOnlyDictionary<string, JsonElement>? values, string who, CancellationToken cancellation)
    {
        var found = new List<Violation>();
        var known = reader.Find(section, found);
        if (values is null or { Count: 0 or > MaxValues })
            found.Add(new("values", values is null ? null : $"{values.Count} entries", $"An object of 1 to {MaxValues} settings, null to take one back."));
        if (known is null || found.Count > 0)
            return Rejected(found, who);
        for (var attempt = 1; ; attempt++)
        {
            var stored = await store.ReadAsync(cancellation).ConfigureAwait(false);
            configuration.Take(stored);
            var before = reader.Look(known);
            var changes = known.Judge(stored.Values, values!, found);
            kinds.Check(known, values!, found);
            if (found.Count > 0)
                return Rejected(found, who);
            if (changes.Count == 0)
                return new ConfigurationUpdated { Section = known.Name, Version = stored.Version };
            if (await store.WriteAsync(stored.Version, changes, cancellation).ConfigureAwait(false))
            {
                configuration.Take(await store.ReadAsync(cancellation).ConfigureAwait(false));
                return Done(known, before, changes, who);
            }

            if (attempt == MaxTries)
                throw new InvalidOperationException($"The configuration was changed by others {MaxTries} times while {known.Name} was to be changed.");
        }
    }

    private ConfigurationUpdated Done(ConfigurationSection section, ConfigurationSectionView before, IReadOnlyDictionary<string, string?> changes, string who)
    {
        var after = reader.Look(section);
        var told = new List<SettingChange>();
        for (var i = 0; i < after.Fields.Count; i++)
        {
            var (was, now) = (before.Fields[i], after.Fields[i]);
            if (!changes.ContainsKey(now.Setting))
                continue;
            told.Add(new SettingChange(now.Field, was.Value, now.Value, now.Source) { Gone = Gone(was.Value, now.Value) });
            Changed(who, now.Setting, was.Value.GetRawText(), now.Value.GetRawText(), now.Source);
        }

        return new ConfigurationUpdated { Section = section.Name, Version = configuration.Stored.Version, Changes = told };
    }

    private static List<string>? Gone(JsonElement before, JsonElement after)
    {
        if (before.ValueKind != JsonValueKind.Object || after.ValueKind != JsonValueKind.Object)
            return null;
        var gone = before.EnumerateObject().Select(f => f.Name).Where(name => !after.TryGetProperty(name, out _)).ToList();
        return gone.Count == 0 ? null : gone;
    }

    private CommandRejected Rejected(List<Violation> found, string who)
    {
        var rejected = CommandRules.Reject(nameof(UpdateConfiguration), null, found);
        Refused(who, rejected.Message);
        return rejected;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Who} changed {Setting}: {Before} -> {After} (now from {Source})")]
    private partial void Changed(string who, string setting, string before, string after, string source);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The configuration is as it was; {Who} asked for what it cannot be: {Reason}")]
    private partial void Refused(string who, string reason);
}
