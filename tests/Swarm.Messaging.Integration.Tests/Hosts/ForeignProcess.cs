namespace Swarm.Messaging.Integration.Tests.Hosts;

/// <summary>A process that is nobody's child here: the kernel's table is all there is to ask.</summary>
internal static class ForeignProcess
{
    /// <summary>False also for a zombie: it has ended, whoever adopted it has only not asked yet.</summary>
    public static bool Lives(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..][0] is not ('Z' or 'X');
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>What the kernel calls the program.</summary>
    public static string Name(int id) => File.ReadAllText($"/proc/{id}/comm").Trim();

    public static Task EndsAsync(int id, string what) => Eventually.HoldsAsync(() => !Lives(id), $"{what} (process {id}) has ended");
}
