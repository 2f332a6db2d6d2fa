namespace Swarm.Messaging.Worker.Patches;

internal static class Links
{
    /// <summary>Whether the way from a folder down to a path at or below it passes a link, which may point out of the folder. The folder itself may be one.</summary>
    public static bool Between(string folder, string path)
    {
        for (var at = path; at.Length > folder.TrimEnd('/').Length; at = Path.GetDirectoryName(at)!)
        {
            if (new FileInfo(at).LinkTarget is not null)
                return true;
        }

        return false;
    }
}
