using Swarm.Messaging.Configuration;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>Settings as the command line names them: <c>Tasks:Retention</c>.</summary>
internal static class SettingName
{
    public static (string Section, string? Field) Split(string name) =>
        name.Split(':', 2) is [var section, { Length: > 0 } field] ? (section, field) : (name.TrimEnd(':'), null);

    public static ConfigurationFieldView Find(ConfigurationSectionView section, string field)
    {
        if (section.Fields.FirstOrDefault(f => f.Field.Equals(field, StringComparison.OrdinalIgnoreCase)) is { } found)
            return found;
        var names = section.Fields.Select(f => f.Field).ToList();
        var near = NearestName.Of(field, names);
        throw new CliException(
            ExitCodes.Rejected,
            $"{section.Section} has no setting {field} that can be changed at run time; {(near is null ? $"there are {string.Join(", ", names)}." : $"did you mean {near}?")}");
    }
}
