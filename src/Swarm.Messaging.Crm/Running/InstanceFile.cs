using Swarm.Messaging.Client.Agents;

namespace Swarm.Messaging.Crm.Running;

/// <summary>
/// The word by which the system knows this agent from another of the same id. It stands beside the journal, so that the agent is itself again after a kill: only a process on another folder
/// has to wait, or to take another id.
/// </summary>
internal static class InstanceFile
{
    private const string Name = "instance";

    /// <returns>What stands in the folder, made when there is nothing.</returns>
    public static string Of(string folder)
    {
        var file = Path.Combine(PrivateFiles.Folder(folder).FullName, Name);
        if (File.Exists(file) && Guid.TryParseExact(File.ReadAllText(file).Trim(), "N", out var known))
            return known.ToString("N");
        var made = Guid.NewGuid().ToString("N");
        var written = $"{file}.{made}";
        File.WriteAllText(written, made);
        PrivateFiles.Close(written);
        File.Move(written, file, overwrite: true);
        return made;
    }
}
