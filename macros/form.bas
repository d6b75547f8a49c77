Option Explicit

' The button on every sheet of a form: goes to the first problem, or notes the time when there is none.
' What a sheet holds is found by names, so sheets may be renamed. Sentences are read from cells: this text is ASCII.
' Names of a sheet: djxl_count, djxl_first, djxl_time. Names of the workbook: djxl_sheets, djxl_say_...

Public Sub djxl_check()
    Dim bad As String
    Dim good As String
    Dim locked As String
    Dim hidden As String
    Dim problems As Long
    Dim worst As Object

    On Error GoTo Broken
    Application.Calculate
    ' All of them before anything is done: a form that lost a sentence may have lost more.
    bad = Sentence("djxl_say_bad")
    good = Sentence("djxl_say_good")
    locked = Sentence("djxl_say_readonly")
    problems = CountProblems()
    If problems < 0 Then
        MsgBox BrokenSentence(), vbCritical
    ElseIf problems > 0 Then
        Set worst = FirstSheet()
        hidden = ShowProblem(worst)
        MsgBox Replace(bad, "{n}", CStr(problems)) & hidden, vbExclamation
    ElseIf IsReadOnly() Then
        MsgBox locked, vbExclamation
    Else
        NoteTime
        MsgBox good, vbInformation
    End If
    Exit Sub
Broken:
    MsgBox BrokenSentence(), vbCritical
End Sub

' The problems of all sheets; -1 where a sheet, or something on one, is missing.
Private Function CountProblems() As Long
    Dim sheet As Object
    Dim issued As Object
    Dim problems As Long
    Dim found As Long
    Dim total As Long

    CountProblems = -1
    For Each sheet In ThisWorkbook.Worksheets
        If IsForm(sheet) Then
            problems = ProblemsOf(sheet)
            If problems < 0 Or NamedCell(sheet, "djxl_first") Is Nothing Then Exit Function
            If NamedCell(sheet, "djxl_time") Is Nothing Then Exit Function
            found = found + 1
            total = total + problems
        End If
    Next sheet
    Set issued = ThisWorkbook.Names("djxl_sheets").RefersToRange
    If Not Application.WorksheetFunction.IsNumber(issued) Then Exit Function
    If found < CLng(issued.Value) Then Exit Function
    CountProblems = total
End Function

Private Function IsForm(ByVal sheet As Object) As Boolean
    IsForm = Not NamedCell(sheet, "djxl_count") Is Nothing
End Function

' -1 where the cell holds no number: an error value, for one.
Private Function ProblemsOf(ByVal sheet As Object) As Long
    Dim cell As Object

    ProblemsOf = -1
    Set cell = NamedCell(sheet, "djxl_count")
    If Application.WorksheetFunction.IsNumber(cell) Then ProblemsOf = CLng(cell.Value)
End Function

' The sheet in front where it has problems, else the first one that has.
Private Function FirstSheet() As Object
    Dim sheet As Object
    Dim first As Object

    Set first = Nothing
    For Each sheet In ThisWorkbook.Worksheets
        If IsForm(sheet) Then
            If ProblemsOf(sheet) > 0 Then
                If sheet.Name = ThisWorkbook.ActiveSheet.Name Then
                    Set FirstSheet = sheet
                    Exit Function
                End If
                If first Is Nothing Then Set first = sheet
            End If
        End If
    Next sheet
    Set FirstSheet = first
End Function

' Goes to the sheet's first problem. Says what more there is to tell: that its row cannot be shown.
Private Function ShowProblem(ByVal sheet As Object) As String
    Dim cell As Object

    Set cell = sheet.Range(CStr(NamedCell(sheet, "djxl_first").Value))
    ShowProblem = ""
    If Not IsShown(cell) Then ShowProblem = vbLf & Replace(HiddenSentence(), "{cell}", cell.Address(False, False))
    ThisWorkbook.Activate
    sheet.Visible = True
    sheet.Activate
    cell.Select
End Function

' Shows the cell's row if a filter, or a person, has hidden it. Excel may refuse that on a protected sheet.
Private Function IsShown(ByVal cell As Object) As Boolean
    On Error Resume Next
    If cell.EntireRow.Hidden Then cell.EntireRow.Hidden = False
    IsShown = Not cell.EntireRow.Hidden
End Function

Private Sub NoteTime()
    Dim sheet As Object
    Dim moment As Date

    moment = Now
    For Each sheet In ThisWorkbook.Worksheets
        If IsForm(sheet) Then NamedCell(sheet, "djxl_time").Value = moment
    Next sheet
End Sub

' The cell that a name of the sheet stands for; Nothing where there is no such name, or its cell was deleted.
Private Function NamedCell(ByVal sheet As Object, ByVal key As String) As Object
    Dim cell As Object
    Dim place As String

    Set cell = Nothing
    On Error Resume Next
    Set cell = sheet.Range(key)
    If cell Is Nothing Then
        ' LibreOffice finds a sheet's names only among its names, and what they stand for only as text.
        place = sheet.Names(key).RefersTo
        Set cell = sheet.Range(Mid(place, InStrRev(place, "!") + 1))
    End If
    Set NamedCell = cell
End Function

Private Function IsReadOnly() As Boolean
    Dim before As Boolean

    On Error GoTo Unknown
    IsReadOnly = ThisWorkbook.ReadOnly
    Exit Function
Unknown:
    ' LibreOffice does not say. But a workbook that may not be written stays saved, whatever it is told.
    before = ThisWorkbook.Saved
    ThisWorkbook.Saved = False
    IsReadOnly = ThisWorkbook.Saved
    ThisWorkbook.Saved = before
End Function

Private Function Sentence(ByVal key As String) As String
    Sentence = CStr(ThisWorkbook.Names(key).RefersToRange.Value)
End Function

' Lost cells leave two sentences that still have to be said. This one: the form is damaged, please fetch it again.
Private Function BrokenSentence() As String
    Dim text As String

    On Error Resume Next
    text = Sentence("djxl_say_broken")
    If text = "" Then
        text = ChrW(&H8868) & ChrW(&H683C) & ChrW(&H5DF2) & ChrW(&H635F) & ChrW(&H574F) & ChrW(&HFF0C) _
            & ChrW(&H8BF7) & ChrW(&H91CD) & ChrW(&H65B0) & ChrW(&H9886) & ChrW(&H53D6) & ChrW(&H3002)
    End If
    BrokenSentence = text
End Function

' And this one: please cancel the filter first.
Private Function HiddenSentence() As String
    Dim text As String

    On Error Resume Next
    text = Sentence("djxl_say_hidden")
    If text = "" Then
        text = "{cell}: " & ChrW(&H8BF7) & ChrW(&H5148) & ChrW(&H53D6) & ChrW(&H6D88) _
            & ChrW(&H7B5B) & ChrW(&H9009) & ChrW(&H3002)
    End If
    HiddenSentence = text
End Function
