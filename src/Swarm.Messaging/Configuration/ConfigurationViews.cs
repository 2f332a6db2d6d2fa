using System.Text.Json;

namespace Swarm.Messaging.Configuration;

/// <summary>What the configuration is, section by section.</summary>
/// <param name="Version">Rises with every change at run time.</param>
internal sealed record ConfigurationView(long Version, IReadOnlyList<ConfigurationSectionView> Sections);

internal sealed record ConfigurationSectionView(string Section, IReadOnlyList<ConfigurationFieldView> Fields);

/// <param name="Setting">As in settings: <c>Tasks:Retention</c>.</param>
/// <param name="Value">In effect.</param>
/// <param name="Configured">In effect once the setting of run time is taken back.</param>
/// <param name="Default">Without any setting.</param>
/// <param name="Source">
/// <c>runtime</c>: set for all hosts while they ran, and stored. <c>command line</c>, <c>environment</c>, <c>file</c>: told to this host at its start, whether or not it is the default.
/// <c>computed</c>: the host makes it of other settings. <c>host</c>: set by the program that the host is part of. <c>default</c>.
/// </param>
/// <param name="AtRunTime">It can be changed while hosts run; else it is told to each host at its start. Of a secret the values say only that there is one.</param>
internal sealed record ConfigurationFieldView(
    string Field, string Setting, JsonElement Value, JsonElement Configured, JsonElement Default, string Source, bool AtRunTime);
