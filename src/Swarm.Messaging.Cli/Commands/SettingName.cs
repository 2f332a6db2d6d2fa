using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Configuration;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>Settings as the command line names them: <c>Tasks:Retention</c>.</summary>
internal static class SettingName
{
    /// <summary>The longest section that is known wins: Wasm:Pool:Min is Min of Wasm:Pool. Of one that is not, the host says so.</summary>
    public static (string Section, string? Field) Split(string name)
    {
        var plain = name.TrimEnd(':');
        if (SettingsSchema.IsOutside(plain))
            return (ConfigurationReader.Outside, plain);
        if (SettingsSchema.Aliases.FirstOrDefault(alias => alias.Value.Equals(plain, StringComparison.OrdinalIgnoreCase) && SettingsSchema.SectionIn(plain) is null).Key is { } shown)
            plain = shown;
        if (SettingsSchema.SectionIn(plain) is not { } section)
            return plain.Split(':', 2) is [var first, { Length: > 0 } rest] ? (first, rest) : (plain, null);
        return plain.Length > section.Length ? (plain[..section.Length], plain[(section.Length + 1)..]) : (plain, null);
    }

    public static ConfigurationFieldView Find(ConfigurationSectionView section, string field)
    {
        if (section.Fields.FirstOrDefault(f => f.Field.Equals(field, StringComparison.OrdinalIgnoreCase)) is { } found)
            return found;
        var names = section.Fields.Select(f => f.Field).ToList();
        var near = NearestName.Of(field, names);
        throw new CliException(
            ExitCodes.Rejected,
            $"{section.Section} has no setting {field}; {(near is null ? $"there are {string.Join(", ", names)}." : $"did you mean {near}?")}");
    }
}
